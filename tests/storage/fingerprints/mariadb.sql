-- access_log
CREATE TABLE `access_log` (
CONSTRAINT `ck_access_log_entry_no` CHECK (`entry_no` >= 1)
KEY `ix_access_log_created_at` (`created_at`)
KEY `ix_access_log_subject_id` (`subject_id`)
PRIMARY KEY (`entry_no`)
UNIQUE KEY `uq_access_log_previous_hash` (`previous_hash`)
`action` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`actor` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`created_at` datetime(6) NOT NULL
`details` text NOT NULL
`entry_hash` binary(32) NOT NULL
`entry_no` bigint(20) NOT NULL
`previous_hash` binary(32) NOT NULL
`subject_id` binary(16) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- birth_profiles
CREATE TABLE `birth_profiles` (
CONSTRAINT `ck_birth_profiles_slot` CHECK (`slot` between 1 and 10)
CONSTRAINT `fk_birth_profiles_user_id` FOREIGN KEY (`user_id`) REFERENCES `users` (`user_id`)
PRIMARY KEY (`profile_id`)
UNIQUE KEY `uq_birth_profiles_user_id_birth_bidx` (`user_id`,`birth_bidx`)
UNIQUE KEY `uq_birth_profiles_user_id_slot` (`user_id`,`slot`)
`birth_bidx` binary(32) NOT NULL
`birth_encrypted` mediumblob NOT NULL
`created_at` datetime(6) NOT NULL
`label_encrypted` mediumblob NOT NULL
`profile_id` binary(16) NOT NULL
`slot` smallint(6) NOT NULL
`updated_at` datetime(6) NOT NULL
`user_id` binary(16) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- canary
CREATE TABLE `canary` (
PRIMARY KEY (`canary_id`)
`canary_id` binary(16) NOT NULL
`created_at` datetime(6) NOT NULL
`sealed` varbinary(255) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- conversation_logs
CREATE TABLE `conversation_logs` (
CONSTRAINT `ck_conversation_logs_content` CHECK (`content` is not null or `tool_calls` is not null)
CONSTRAINT `ck_conversation_logs_role` CHECK (`role` in ('system','user','assistant','tool'))
KEY `ix_conversation_logs_session_id_message_order` (`session_id`,`message_order`)
KEY `ix_conversation_logs_user_id` (`user_id`)
PRIMARY KEY (`log_id`,`created_at`)
`content` mediumblob DEFAULT NULL
`created_at` datetime(6) NOT NULL
`log_id` binary(16) NOT NULL
`message_order` int(11) NOT NULL
`model_name` varchar(128) DEFAULT NULL
`owner_id` binary(16) NOT NULL
`response_time_ms` int(11) DEFAULT NULL
`role` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`session_id` binary(16) NOT NULL
`tokens_in` int(11) DEFAULT NULL
`tokens_out` int(11) DEFAULT NULL
`tool_call_id` varchar(64) DEFAULT NULL
`tool_calls` mediumblob DEFAULT NULL
`user_id` binary(16) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
PARTITION BY RANGE  COLUMNS(`created_at`)
(PARTITION `p_future` VALUES LESS THAN (MAXVALUE) ENGINE = InnoDB)

-- data_keys
CREATE TABLE `data_keys` (
CONSTRAINT `ck_data_keys_kind` CHECK (`kind` in ('session','user','system'))
KEY `ix_data_keys_kek_id` (`kek_id`)
PRIMARY KEY (`owner_id`)
`created_at` datetime(6) NOT NULL
`kek_id` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`kind` varchar(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`owner_id` binary(16) NOT NULL
`wrapped_key` varbinary(255) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- inbox
CREATE TABLE `inbox` (
CONSTRAINT `ck_inbox_done` CHECK (`done_at` is null = (`payload_encrypted` is not null))
KEY `ix_inbox_platform_done_at` (`platform`,`done_at`)
KEY `ix_inbox_received_at` (`received_at`)
PRIMARY KEY (`arrival`)
UNIQUE KEY `uq_inbox_update_bidx` (`update_bidx`)
`arrival` bigint(20) NOT NULL AUTO_INCREMENT
`done_at` datetime(6) DEFAULT NULL
`owner_id` binary(16) NOT NULL
`payload_encrypted` mediumblob DEFAULT NULL
`platform` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`received_at` datetime(6) NOT NULL
`update_bidx` binary(32) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- job_runs
CREATE TABLE `job_runs` (
CONSTRAINT `ck_job_runs_ended` CHECK (`ended_at` is null = (`outcome` is null))
CONSTRAINT `ck_job_runs_outcome` CHECK (`outcome` in ('done','failed','skipped','lost'))
KEY `ix_job_runs_started_at` (`started_at`)
PRIMARY KEY (`run_id`)
UNIQUE KEY `uq_job_runs_job_name_due_at_attempt` (`job_name`,`due_at`,`attempt`)
`attempt` smallint(6) NOT NULL
`detail` varchar(255) DEFAULT NULL
`due_at` datetime(6) NOT NULL
`ended_at` datetime(6) DEFAULT NULL
`holder` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`job_name` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`outcome` varchar(16) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL
`run_id` binary(16) NOT NULL
`started_at` datetime(6) NOT NULL
`term` bigint(20) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- leader_leases
CREATE TABLE `leader_leases` (
CONSTRAINT `ck_leader_leases_term` CHECK (`term` >= 1)
PRIMARY KEY (`lease_name`)
`acquired_at` datetime(6) NOT NULL
`expires_at` datetime(6) NOT NULL
`holder` varchar(64) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL
`lease_name` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`term` bigint(20) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- message_refs
CREATE TABLE `message_refs` (
KEY `ix_message_refs_owner_id` (`owner_id`)
KEY `ix_message_refs_user_id` (`user_id`)
PRIMARY KEY (`address_bidx`)
`address_bidx` binary(32) NOT NULL
`owner_id` binary(16) NOT NULL
`ref_encrypted` mediumblob NOT NULL
`updated_at` datetime(6) NOT NULL
`user_id` binary(16) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- outbox
CREATE TABLE `outbox` (
CONSTRAINT `ck_outbox_settled` CHECK (`status` = 'waiting' = (`settled_at` is null))
CONSTRAINT `ck_outbox_status` CHECK (`status` in ('waiting','sent','given_up'))
KEY `ix_outbox_owner_id_status` (`owner_id`,`status`)
KEY `ix_outbox_status_not_before` (`status`,`not_before`)
KEY `ix_outbox_turn_id` (`turn_id`)
KEY `ix_outbox_user_id_created_at` (`user_id`,`created_at`)
PRIMARY KEY (`outbox_id`)
`attempts` int(11) NOT NULL
`created_at` datetime(6) NOT NULL
`not_before` datetime(6) NOT NULL
`outbox_id` binary(16) NOT NULL
`owner_id` binary(16) NOT NULL
`payload_encrypted` mediumblob NOT NULL
`platform` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`reason` varchar(16) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL
`reply_order` smallint(6) NOT NULL
`settled_at` datetime(6) DEFAULT NULL
`status` varchar(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`turn_id` binary(16) DEFAULT NULL
`user_id` binary(16) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- processed_updates
CREATE TABLE `processed_updates` (
KEY `ix_processed_updates_received_at` (`received_at`)
PRIMARY KEY (`update_bidx`)
`platform` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`received_at` datetime(6) NOT NULL
`turn_id` binary(16) DEFAULT NULL
`update_bidx` binary(32) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- saju_analyses
CREATE TABLE `saju_analyses` (
CONSTRAINT `ck_saju_analyses_day_gan_strength` CHECK (`day_gan_strength` in ('very_weak','weak','neutral','strong','very_strong'))
CONSTRAINT `ck_saju_analyses_ohang_dominant` CHECK (`ohang_dominant` in ('wood','fire','earth','metal','water'))
CONSTRAINT `ck_saju_analyses_ohang_weakest` CHECK (`ohang_weakest` in ('wood','fire','earth','metal','water'))
CONSTRAINT `fk_saju_analyses_calculation_id` FOREIGN KEY (`calculation_id`) REFERENCES `saju_calculations` (`calculation_id`)
KEY `ix_saju_analyses_day_gan_strength` (`day_gan_strength`)
KEY `ix_saju_analyses_day_gan` (`day_gan`)
KEY `ix_saju_analyses_ohang_dominant_ohang_weakest` (`ohang_dominant`,`ohang_weakest`)
PRIMARY KEY (`analysis_id`)
UNIQUE KEY `uq_saju_analyses_calculation_id_analysis_version` (`calculation_id`,`analysis_version`)
`analysis_id` binary(16) NOT NULL
`analysis_version` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`calculation_id` binary(16) NOT NULL
`created_at` datetime(6) NOT NULL
`day_gan_strength` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`day_gan` varchar(1) NOT NULL
`day_zhi` varbinary(255) NOT NULL
`gishin` varbinary(255) DEFAULT NULL
`ohang_dominant` varchar(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`ohang_earth_count` varbinary(255) NOT NULL
`ohang_fire_count` varbinary(255) NOT NULL
`ohang_metal_count` varbinary(255) NOT NULL
`ohang_water_count` varbinary(255) NOT NULL
`ohang_weakest` varchar(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`ohang_wood_count` varbinary(255) NOT NULL
`overall_balance` varbinary(255) NOT NULL
`owner_id` binary(16) NOT NULL
`shipsung_data` mediumblob NOT NULL
`sinsal_list` mediumblob NOT NULL
`yongshin` varbinary(255) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- saju_calculations
CREATE TABLE `saju_calculations` (
CONSTRAINT `fk_saju_calculations_user_id` FOREIGN KEY (`user_id`) REFERENCES `users` (`user_id`)
KEY `ix_saju_calculations_day_ganji` (`day_ganji`)
KEY `ix_saju_calculations_user_id` (`user_id`)
PRIMARY KEY (`calculation_id`)
UNIQUE KEY `uq_saju_calculations_owner_id_input_bidx_calculation_version` (`owner_id`,`input_bidx`,`calculation_version`)
`calculation_id` binary(16) NOT NULL
`calculation_version` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`created_at` datetime(6) NOT NULL
`day_ganji` varchar(2) NOT NULL
`input_bidx` binary(32) NOT NULL
`owner_id` binary(16) NOT NULL
`result_encrypted` mediumblob NOT NULL
`user_id` binary(16) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- schema_migrations
CREATE TABLE `schema_migrations` (
PRIMARY KEY (`version`)
`applied_at` datetime(6) NOT NULL
`description` varchar(255) NOT NULL
`rollback_sql` text NOT NULL
`version` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- system_metrics
CREATE TABLE `system_metrics` (
KEY `ix_system_metrics_metric_name_created_at` (`metric_name`,`created_at`)
PRIMARY KEY (`metric_id`,`created_at`)
`created_at` datetime(6) NOT NULL
`endpoint` varchar(128) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL
`metric_id` binary(16) NOT NULL
`metric_name` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`metric_unit` varchar(16) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL
`metric_value` double NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
PARTITION BY RANGE  COLUMNS(`created_at`)
(PARTITION `p_future` VALUES LESS THAN (MAXVALUE) ENGINE = InnoDB)

-- system_metrics_daily
CREATE TABLE `system_metrics_daily` (
CONSTRAINT `ck_system_metrics_daily_metric_count` CHECK (`metric_count` >= 1)
PRIMARY KEY (`metric_name`,`day`,`endpoint`)
`day` date NOT NULL
`endpoint` varchar(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`metric_count` bigint(20) NOT NULL
`metric_highest` double NOT NULL
`metric_lowest` double NOT NULL
`metric_name` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`metric_total` double NOT NULL
`metric_unit` varchar(16) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- user_sessions
CREATE TABLE `user_sessions` (
CONSTRAINT `ck_user_sessions_ended` CHECK (`ended_at` is null or `state_encrypted` is null and `birth_datetime_encrypted` is null)
CONSTRAINT `ck_user_sessions_next_order` CHECK (`next_order` >= 1)
CONSTRAINT `fk_user_sessions_user_id` FOREIGN KEY (`user_id`) REFERENCES `users` (`user_id`)
KEY `ix_user_sessions_ended_at_expires_at` (`ended_at`,`expires_at`)
KEY `ix_user_sessions_user_id_created_at` (`user_id`,`created_at`)
PRIMARY KEY (`session_id`)
`birth_datetime_encrypted` mediumblob DEFAULT NULL
`created_at` datetime(6) NOT NULL
`ended_at` datetime(6) DEFAULT NULL
`expires_at` datetime(6) NOT NULL
`in_form` tinyint(1) NOT NULL
`last_activity` datetime(6) NOT NULL
`next_order` int(11) NOT NULL
`session_id` binary(16) NOT NULL
`state_encrypted` mediumblob DEFAULT NULL
`updated_at` datetime(6) NOT NULL
`user_id` binary(16) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- users
CREATE TABLE `users` (
CONSTRAINT `ck_users_account` CHECK (`erased_at` is not null or `account_bidx` is not null and `account_encrypted` is not null)
PRIMARY KEY (`user_id`)
UNIQUE KEY `uq_users_platform_account_bidx` (`platform`,`account_bidx`)
`account_bidx` binary(32) DEFAULT NULL
`account_encrypted` mediumblob DEFAULT NULL
`consent_version` varchar(32) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL
`consented_at` datetime(6) DEFAULT NULL
`created_at` datetime(6) NOT NULL
`erased_at` datetime(6) DEFAULT NULL
`last_login` datetime(6) NOT NULL
`platform` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
`preferences` longtext NOT NULL CHECK (json_valid(`preferences`))
`updated_at` datetime(6) NOT NULL
`user_id` binary(16) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- masked_user_sessions
CREATE ALGORITHM=UNDEFINED SQL SECURITY INVOKER VIEW `masked_user_sessions` AS select substr(sha2(`user_sessions`.`session_id`,256),1,16) AS `session_ref`,substr(sha2(`user_sessions`.`user_id`,256),1,16) AS `user_ref`,`user_sessions`.`birth_datetime_encrypted` is not null AS `has_birth`,`user_sessions`.`in_form` AS `in_form`,`user_sessions`.`next_order` - 1 AS `lines_logged`,cast(`user_sessions`.`created_at` as date) AS `created_on`,cast(`user_sessions`.`last_activity` as date) AS `last_active_on`,`user_sessions`.`ended_at` is not null AS `ended` from `user_sessions`

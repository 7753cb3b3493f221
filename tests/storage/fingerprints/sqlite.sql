-- access_log
CREATE TABLE access_log (
CONSTRAINT ck_access_log_entry_no CHECK (entry_no >= 1)
CONSTRAINT pk_access_log PRIMARY KEY (entry_no)
CONSTRAINT uq_access_log_previous_hash UNIQUE (previous_hash)
action VARCHAR(32) NOT NULL
actor VARCHAR(64) NOT NULL
created_at DATETIME NOT NULL
details TEXT NOT NULL
entry_hash BLOB NOT NULL
entry_no BIGINT NOT NULL
previous_hash BLOB NOT NULL
subject_id BLOB
)
CREATE INDEX ix_access_log_created_at ON access_log (created_at)
CREATE INDEX ix_access_log_subject_id ON access_log (subject_id)

-- birth_profiles
CREATE TABLE birth_profiles (
CONSTRAINT ck_birth_profiles_slot CHECK (slot BETWEEN 1 AND 10)
CONSTRAINT fk_birth_profiles_user_id FOREIGN KEY(user_id) REFERENCES users (user_id)
CONSTRAINT pk_birth_profiles PRIMARY KEY (profile_id)
CONSTRAINT uq_birth_profiles_user_id_birth_bidx UNIQUE (user_id, birth_bidx)
CONSTRAINT uq_birth_profiles_user_id_slot UNIQUE (user_id, slot)
birth_bidx BLOB NOT NULL
birth_encrypted BLOB NOT NULL
created_at DATETIME NOT NULL
label_encrypted BLOB NOT NULL
profile_id BLOB NOT NULL
slot SMALLINT NOT NULL
updated_at DATETIME NOT NULL
user_id BLOB NOT NULL
)

-- canary
CREATE TABLE canary (
CONSTRAINT pk_canary PRIMARY KEY (canary_id)
canary_id BLOB NOT NULL
created_at DATETIME NOT NULL
sealed BLOB NOT NULL
)

-- conversation_logs
CREATE TABLE conversation_logs (
CONSTRAINT ck_conversation_logs_content CHECK (content IS NOT NULL OR tool_calls IS NOT NULL)
CONSTRAINT ck_conversation_logs_role CHECK (role IN ('system', 'user', 'assistant', 'tool'))
CONSTRAINT pk_conversation_logs PRIMARY KEY (log_id, created_at)
content BLOB
created_at DATETIME NOT NULL
log_id BLOB NOT NULL
message_order INTEGER NOT NULL
model_name VARCHAR(128)
owner_id BLOB NOT NULL
response_time_ms INTEGER
role VARCHAR(16) NOT NULL
session_id BLOB NOT NULL
tokens_in INTEGER
tokens_out INTEGER
tool_call_id VARCHAR(64)
tool_calls BLOB
user_id BLOB NOT NULL
)
CREATE INDEX ix_conversation_logs_session_id_message_order ON conversation_logs (session_id, message_order)
CREATE INDEX ix_conversation_logs_user_id ON conversation_logs (user_id)

-- data_keys
CREATE TABLE data_keys (
CONSTRAINT ck_data_keys_kind CHECK (kind IN ('session', 'user', 'system'))
CONSTRAINT pk_data_keys PRIMARY KEY (owner_id)
created_at DATETIME NOT NULL
kek_id VARCHAR(16) NOT NULL
kind VARCHAR(8) NOT NULL
owner_id BLOB NOT NULL
wrapped_key BLOB NOT NULL
)
CREATE INDEX ix_data_keys_kek_id ON data_keys (kek_id)

-- inbox
CREATE TABLE inbox (
CONSTRAINT ck_inbox_done CHECK ((done_at IS NULL) = (payload_encrypted IS NOT NULL))
CONSTRAINT pk_inbox PRIMARY KEY (arrival)
CONSTRAINT uq_inbox_update_bidx UNIQUE (update_bidx)
arrival INTEGER NOT NULL
done_at DATETIME
owner_id BLOB NOT NULL
payload_encrypted BLOB
platform VARCHAR(16) NOT NULL
received_at DATETIME NOT NULL
update_bidx BLOB NOT NULL
)
CREATE INDEX ix_inbox_platform_done_at ON inbox (platform, done_at)
CREATE INDEX ix_inbox_received_at ON inbox (received_at)

-- job_runs
CREATE TABLE job_runs (
CONSTRAINT ck_job_runs_ended CHECK ((ended_at IS NULL) = (outcome IS NULL))
CONSTRAINT ck_job_runs_outcome CHECK (outcome IN ('done', 'failed', 'skipped', 'lost'))
CONSTRAINT pk_job_runs PRIMARY KEY (run_id)
CONSTRAINT uq_job_runs_job_name_due_at_attempt UNIQUE (job_name, due_at, attempt)
attempt SMALLINT NOT NULL
detail VARCHAR(255)
due_at DATETIME NOT NULL
ended_at DATETIME
holder VARCHAR(64) NOT NULL
job_name VARCHAR(64) NOT NULL
outcome VARCHAR(16)
run_id BLOB NOT NULL
started_at DATETIME NOT NULL
term BIGINT NOT NULL
)
CREATE INDEX ix_job_runs_started_at ON job_runs (started_at)

-- leader_leases
CREATE TABLE leader_leases (
CONSTRAINT ck_leader_leases_term CHECK (term >= 1)
CONSTRAINT pk_leader_leases PRIMARY KEY (lease_name)
acquired_at DATETIME NOT NULL
expires_at DATETIME NOT NULL
holder VARCHAR(64)
lease_name VARCHAR(64) NOT NULL
term BIGINT NOT NULL
)

-- message_refs
CREATE TABLE message_refs (
CONSTRAINT pk_message_refs PRIMARY KEY (address_bidx)
address_bidx BLOB NOT NULL
owner_id BLOB NOT NULL
ref_encrypted BLOB NOT NULL
updated_at DATETIME NOT NULL
user_id BLOB NOT NULL
)
CREATE INDEX ix_message_refs_owner_id ON message_refs (owner_id)
CREATE INDEX ix_message_refs_user_id ON message_refs (user_id)

-- outbox
CREATE TABLE outbox (
CONSTRAINT ck_outbox_settled CHECK ((status = 'waiting') = (settled_at IS NULL))
CONSTRAINT ck_outbox_status CHECK (status IN ('waiting', 'sent', 'given_up'))
CONSTRAINT pk_outbox PRIMARY KEY (outbox_id)
attempts INTEGER NOT NULL
created_at DATETIME NOT NULL
not_before DATETIME NOT NULL
outbox_id BLOB NOT NULL
owner_id BLOB NOT NULL
payload_encrypted BLOB NOT NULL
platform VARCHAR(16) NOT NULL
reason VARCHAR(16)
reply_order SMALLINT NOT NULL
settled_at DATETIME
status VARCHAR(8) NOT NULL
turn_id BLOB
user_id BLOB NOT NULL
)
CREATE INDEX ix_outbox_owner_id_status ON outbox (owner_id, status)
CREATE INDEX ix_outbox_status_not_before ON outbox (status, not_before)
CREATE INDEX ix_outbox_turn_id ON outbox (turn_id)
CREATE INDEX ix_outbox_user_id_created_at ON outbox (user_id, created_at)

-- processed_updates
CREATE TABLE processed_updates (
CONSTRAINT pk_processed_updates PRIMARY KEY (update_bidx)
platform VARCHAR(16) NOT NULL
received_at DATETIME NOT NULL
turn_id BLOB
update_bidx BLOB NOT NULL
)
CREATE INDEX ix_processed_updates_received_at ON processed_updates (received_at)

-- saju_analyses
CREATE TABLE saju_analyses (
CONSTRAINT ck_saju_analyses_day_gan_strength CHECK (day_gan_strength IN ('very_weak', 'weak', 'neutral', 'strong', 'very_strong'))
CONSTRAINT ck_saju_analyses_ohang_dominant CHECK (ohang_dominant IN ('wood', 'fire', 'earth', 'metal', 'water'))
CONSTRAINT ck_saju_analyses_ohang_weakest CHECK (ohang_weakest IN ('wood', 'fire', 'earth', 'metal', 'water'))
CONSTRAINT fk_saju_analyses_calculation_id FOREIGN KEY(calculation_id) REFERENCES saju_calculations (calculation_id)
CONSTRAINT pk_saju_analyses PRIMARY KEY (analysis_id)
CONSTRAINT uq_saju_analyses_calculation_id_analysis_version UNIQUE (calculation_id, analysis_version)
analysis_id BLOB NOT NULL
analysis_version VARCHAR(32) NOT NULL
calculation_id BLOB NOT NULL
created_at DATETIME NOT NULL
day_gan VARCHAR(1) NOT NULL
day_gan_strength VARCHAR(16) NOT NULL
day_zhi BLOB NOT NULL
gishin BLOB
ohang_dominant VARCHAR(8) NOT NULL
ohang_earth_count BLOB NOT NULL
ohang_fire_count BLOB NOT NULL
ohang_metal_count BLOB NOT NULL
ohang_water_count BLOB NOT NULL
ohang_weakest VARCHAR(8) NOT NULL
ohang_wood_count BLOB NOT NULL
overall_balance BLOB NOT NULL
owner_id BLOB NOT NULL
shipsung_data BLOB NOT NULL
sinsal_list BLOB NOT NULL
yongshin BLOB NOT NULL
)
CREATE INDEX ix_saju_analyses_day_gan ON saju_analyses (day_gan)
CREATE INDEX ix_saju_analyses_day_gan_strength ON saju_analyses (day_gan_strength)
CREATE INDEX ix_saju_analyses_ohang_dominant_ohang_weakest ON saju_analyses (ohang_dominant, ohang_weakest)

-- saju_calculations
CREATE TABLE saju_calculations (
CONSTRAINT fk_saju_calculations_user_id FOREIGN KEY(user_id) REFERENCES users (user_id)
CONSTRAINT pk_saju_calculations PRIMARY KEY (calculation_id)
CONSTRAINT uq_saju_calculations_owner_id_input_bidx_calculation_version UNIQUE (owner_id, input_bidx, calculation_version)
calculation_id BLOB NOT NULL
calculation_version VARCHAR(32) NOT NULL
created_at DATETIME NOT NULL
day_ganji VARCHAR(2) NOT NULL
input_bidx BLOB NOT NULL
owner_id BLOB NOT NULL
result_encrypted BLOB NOT NULL
user_id BLOB NOT NULL
)
CREATE INDEX ix_saju_calculations_day_ganji ON saju_calculations (day_ganji)
CREATE INDEX ix_saju_calculations_user_id ON saju_calculations (user_id)

-- schema_migrations
CREATE TABLE schema_migrations (
CONSTRAINT pk_schema_migrations PRIMARY KEY (version)
applied_at DATETIME NOT NULL
description VARCHAR(255) NOT NULL
rollback_sql TEXT NOT NULL
version VARCHAR(32) NOT NULL
)

-- system_metrics
CREATE TABLE system_metrics (
CONSTRAINT pk_system_metrics PRIMARY KEY (metric_id, created_at)
created_at DATETIME NOT NULL
endpoint VARCHAR(128)
metric_id BLOB NOT NULL
metric_name VARCHAR(64) NOT NULL
metric_unit VARCHAR(16)
metric_value DOUBLE NOT NULL
)
CREATE INDEX ix_system_metrics_metric_name_created_at ON system_metrics (metric_name, created_at)

-- system_metrics_daily
CREATE TABLE system_metrics_daily (
CONSTRAINT ck_system_metrics_daily_metric_count CHECK (metric_count >= 1)
CONSTRAINT pk_system_metrics_daily PRIMARY KEY (metric_name, day, endpoint)
day DATE NOT NULL
endpoint VARCHAR(128) NOT NULL
metric_count BIGINT NOT NULL
metric_highest DOUBLE NOT NULL
metric_lowest DOUBLE NOT NULL
metric_name VARCHAR(64) NOT NULL
metric_total DOUBLE NOT NULL
metric_unit VARCHAR(16)
)

-- user_sessions
CREATE TABLE user_sessions (
CONSTRAINT ck_user_sessions_ended CHECK (ended_at IS NULL OR (state_encrypted IS NULL AND birth_datetime_encrypted IS NULL))
CONSTRAINT ck_user_sessions_next_order CHECK (next_order >= 1)
CONSTRAINT fk_user_sessions_user_id FOREIGN KEY(user_id) REFERENCES users (user_id)
CONSTRAINT pk_user_sessions PRIMARY KEY (session_id)
birth_datetime_encrypted BLOB
created_at DATETIME NOT NULL
ended_at DATETIME
expires_at DATETIME NOT NULL
in_form BOOLEAN NOT NULL
last_activity DATETIME NOT NULL
next_order INTEGER NOT NULL
session_id BLOB NOT NULL
state_encrypted BLOB
updated_at DATETIME NOT NULL
user_id BLOB NOT NULL
)
CREATE INDEX ix_user_sessions_ended_at_expires_at ON user_sessions (ended_at, expires_at)
CREATE INDEX ix_user_sessions_user_id_created_at ON user_sessions (user_id, created_at)

-- users
CREATE TABLE users (
CONSTRAINT ck_users_account CHECK (erased_at IS NOT NULL OR (account_bidx IS NOT NULL AND account_encrypted IS NOT NULL))
CONSTRAINT pk_users PRIMARY KEY (user_id)
CONSTRAINT uq_users_platform_account_bidx UNIQUE (platform, account_bidx)
account_bidx BLOB
account_encrypted BLOB
consent_version VARCHAR(32)
consented_at DATETIME
created_at DATETIME NOT NULL
erased_at DATETIME
last_login DATETIME NOT NULL
platform VARCHAR(16) NOT NULL
preferences JSON NOT NULL
updated_at DATETIME NOT NULL
user_id BLOB NOT NULL
)

-- masked_user_sessions
CREATE VIEW masked_user_sessions AS SELECT SUBSTR(sha2(session_id, 256), 1, 16) AS session_ref, SUBSTR(sha2(user_id, 256), 1, 16) AS user_ref, birth_datetime_encrypted IS NOT NULL AS has_birth, in_form, next_order - 1 AS lines_logged, DATE(created_at) AS created_on, DATE(last_activity) AS last_active_on, ended_at IS NOT NULL AS ended FROM user_sessions

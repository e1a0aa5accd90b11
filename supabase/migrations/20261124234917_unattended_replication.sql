CREATE TYPE "zerfaux"."alert_channel_kind" AS ENUM('smtp', 'webhook');--> statement-breakpoint
CREATE TYPE "zerfaux"."alert_delivery_event" AS ENUM('opened', 'escalated', 'resolved', 'test');--> statement-breakpoint
CREATE TYPE "zerfaux"."alert_kind" AS ENUM('rpo_at_risk', 'rpo_missed', 'run_too_long', 'job_needs_operator', 'appliance_unreachable', 'appliance_degraded', 'appliance_filling', 'replica_modified', 'unusual_change', 'quiesce_failed', 'leftovers_found', 'snapshots_piling_up');--> statement-breakpoint
CREATE TYPE "zerfaux"."alert_severity" AS ENUM('info', 'warning', 'critical');--> statement-breakpoint
CREATE TYPE "zerfaux"."compression" AS ENUM('blocks', 'zstd');--> statement-breakpoint
CREATE TYPE "zerfaux"."rpo_status" AS ENUM('meeting', 'at_risk', 'missed', 'never_replicated', 'paused');--> statement-breakpoint
ALTER TYPE "zerfaux"."job_kind" ADD VALUE 'repair_replica';--> statement-breakpoint
ALTER TYPE "zerfaux"."job_kind" ADD VALUE 'release_leftovers';--> statement-breakpoint
CREATE TABLE "zerfaux"."alert_channels" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"kind" "zerfaux"."alert_channel_kind" NOT NULL,
	"settings" jsonb NOT NULL,
	"sealed_secret" text,
	"minimum_severity" "zerfaux"."alert_severity" DEFAULT 'warning' NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"last_sent_at" timestamp (3) with time zone,
	"last_error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."alert_channels" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."alert_deliveries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"alert_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"event" "zerfaux"."alert_delivery_event" NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"dropped_at" timestamp (3) with time zone,
	"error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."alert_deliveries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."alerts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" "zerfaux"."alert_kind" NOT NULL,
	"severity" "zerfaux"."alert_severity" NOT NULL,
	"fingerprint" text NOT NULL,
	"protection_group_id" uuid,
	"target_id" uuid,
	"job_id" uuid,
	"recovery_point_id" uuid,
	"subject" text NOT NULL,
	"message" text NOT NULL,
	"hint" text,
	"facts" jsonb,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"occurrences" integer DEFAULT 1 NOT NULL,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_by" text,
	"resolved_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."alerts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."capacity_history" (
	"target_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"size_bytes" bigint NOT NULL,
	"available_bytes" bigint NOT NULL,
	"fragmentation_percent" integer,
	CONSTRAINT "capacity_history_target_id_at_pk" PRIMARY KEY("target_id","at")
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."capacity_history" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."replication_links" (
	"source_target_id" uuid NOT NULL,
	"dr_target_id" uuid NOT NULL,
	"max_transfers" integer DEFAULT 2 NOT NULL,
	"bandwidth_limit" bigint,
	"bandwidth_timetable" jsonb,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "replication_links_source_target_id_dr_target_id_pk" PRIMARY KEY("source_target_id","dr_target_id")
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_links" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."rpo_history" (
	"protection_group_id" uuid NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone NOT NULL,
	"status" "zerfaux"."rpo_status" NOT NULL,
	"current_until" timestamp (3) with time zone,
	"objective_seconds" integer NOT NULL,
	"worst_age_seconds" integer,
	CONSTRAINT "rpo_history_protection_group_id_from_at_pk" PRIMARY KEY("protection_group_id","from_at")
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."rpo_history" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "zerfaux"."protection_groups" ADD COLUMN "schedule_time_zone" text DEFAULT 'UTC' NOT NULL;--> statement-breakpoint
ALTER TABLE "zerfaux"."protection_groups" ADD COLUMN "priority" integer DEFAULT 3 NOT NULL;--> statement-breakpoint
ALTER TABLE "zerfaux"."protection_groups" ADD COLUMN "maintenance" jsonb;--> statement-breakpoint
ALTER TABLE "zerfaux"."protection_groups" ADD COLUMN "next_due_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "zerfaux"."protection_groups" ADD COLUMN "quiesce_timeout_seconds" integer DEFAULT 120 NOT NULL;--> statement-breakpoint
ALTER TABLE "zerfaux"."protection_groups" ADD COLUMN "bandwidth_timetable" jsonb;--> statement-breakpoint
ALTER TABLE "zerfaux"."protection_groups" ADD COLUMN "compression" "zerfaux"."compression" DEFAULT 'blocks' NOT NULL;--> statement-breakpoint
ALTER TABLE "zerfaux"."protection_groups" ADD COLUMN "max_unsent_points" integer DEFAULT 48 NOT NULL;--> statement-breakpoint
ALTER TABLE "zerfaux"."recovery_points" ADD COLUMN "written_bytes" bigint;--> statement-breakpoint
ALTER TABLE "zerfaux"."recovery_points" ADD COLUMN "logical_bytes" bigint;--> statement-breakpoint
ALTER TABLE "zerfaux"."recovery_points" ADD COLUMN "stream_bytes" bigint;--> statement-breakpoint
ALTER TABLE "zerfaux"."recovery_points" ADD COLUMN "vm_consistency" jsonb;--> statement-breakpoint
ALTER TABLE "zerfaux"."recovery_points" ADD COLUMN "label" text;--> statement-breakpoint
ALTER TABLE "zerfaux"."recovery_points" ADD COLUMN "pinned_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "zerfaux"."recovery_points" ADD COLUMN "pinned_by" text;--> statement-breakpoint
ALTER TABLE "zerfaux"."recovery_points" ADD COLUMN "pin_reason" text;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_jobs" ADD COLUMN "due_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_jobs" ADD COLUMN "priority" integer DEFAULT 3 NOT NULL;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_jobs" ADD COLUMN "admitted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_targets" ADD COLUMN "sealed_receive_key" text;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_targets" ADD COLUMN "receive_public_key" text;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_targets" ADD COLUMN "receive_key_verified_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_targets" ADD COLUMN "max_transfers" integer DEFAULT 4 NOT NULL;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_targets" ADD COLUMN "maintenance" jsonb;--> statement-breakpoint
ALTER TABLE "zerfaux"."alert_deliveries" ADD CONSTRAINT "alert_deliveries_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "zerfaux"."alerts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."alert_deliveries" ADD CONSTRAINT "alert_deliveries_channel_id_alert_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "zerfaux"."alert_channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."alerts" ADD CONSTRAINT "alerts_protection_group_id_protection_groups_id_fk" FOREIGN KEY ("protection_group_id") REFERENCES "zerfaux"."protection_groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."alerts" ADD CONSTRAINT "alerts_target_id_replication_targets_id_fk" FOREIGN KEY ("target_id") REFERENCES "zerfaux"."replication_targets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."alerts" ADD CONSTRAINT "alerts_job_id_replication_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "zerfaux"."replication_jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."alerts" ADD CONSTRAINT "alerts_recovery_point_id_recovery_points_id_fk" FOREIGN KEY ("recovery_point_id") REFERENCES "zerfaux"."recovery_points"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."capacity_history" ADD CONSTRAINT "capacity_history_target_id_replication_targets_id_fk" FOREIGN KEY ("target_id") REFERENCES "zerfaux"."replication_targets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_links" ADD CONSTRAINT "replication_links_source_target_id_replication_targets_id_fk" FOREIGN KEY ("source_target_id") REFERENCES "zerfaux"."replication_targets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_links" ADD CONSTRAINT "replication_links_dr_target_id_replication_targets_id_fk" FOREIGN KEY ("dr_target_id") REFERENCES "zerfaux"."replication_targets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."rpo_history" ADD CONSTRAINT "rpo_history_protection_group_id_protection_groups_id_fk" FOREIGN KEY ("protection_group_id") REFERENCES "zerfaux"."protection_groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "alert_channels_name" ON "zerfaux"."alert_channels" USING btree (lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "one_delivery_per_event" ON "zerfaux"."alert_deliveries" USING btree ("alert_id","channel_id","event");--> statement-breakpoint
CREATE INDEX "alert_deliveries_due" ON "zerfaux"."alert_deliveries" USING btree ("next_attempt_at") WHERE "zerfaux"."alert_deliveries"."sent_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_alert_per_fingerprint" ON "zerfaux"."alerts" USING btree ("fingerprint") WHERE "zerfaux"."alerts"."resolved_at" is null;--> statement-breakpoint
CREATE INDEX "alerts_newest" ON "zerfaux"."alerts" USING btree ("opened_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE UNIQUE INDEX "one_run_per_due_time" ON "zerfaux"."replication_jobs" USING btree ("protection_group_id","due_at");--> statement-breakpoint
ALTER TABLE "zerfaux"."protection_groups" ADD CONSTRAINT "protection_groups_priority" CHECK ("zerfaux"."protection_groups"."priority" between 1 and 5);
CREATE SCHEMA "zerfaux";
--> statement-breakpoint
CREATE TYPE "zerfaux"."connection_status" AS ENUM('unknown', 'connected', 'unreachable', 'refused');--> statement-breakpoint
CREATE TYPE "zerfaux"."consistency" AS ENUM('crash', 'application');--> statement-breakpoint
CREATE TYPE "zerfaux"."direction" AS ENUM('forward', 'reversed');--> statement-breakpoint
CREATE TYPE "zerfaux"."group_state" AS ENUM('protecting', 'paused', 'test_running', 'cleanup_incomplete', 'failing_over', 'awaiting_commit', 'rolling_back', 'failed_over', 'reprotecting', 'recovery_required');--> statement-breakpoint
CREATE TYPE "zerfaux"."health_level" AS ENUM('unknown', 'ok', 'warning', 'critical');--> statement-breakpoint
CREATE TYPE "zerfaux"."job_kind" AS ENUM('sync_inventory', 'replicate');--> statement-breakpoint
CREATE TYPE "zerfaux"."job_status" AS ENUM('queued', 'running', 'retrying', 'needs_operator', 'rolling_back', 'stuck', 'succeeded', 'rolled_back', 'cancelled');--> statement-breakpoint
CREATE TYPE "zerfaux"."member_role" AS ENUM('viewer', 'operator', 'admin');--> statement-breakpoint
CREATE TYPE "zerfaux"."object_kind" AS ENUM('datacenter', 'folder', 'cluster', 'host', 'resource_pool', 'datastore', 'network');--> statement-breakpoint
CREATE TYPE "zerfaux"."power_state" AS ENUM('powered_on', 'powered_off', 'suspended');--> statement-breakpoint
CREATE TYPE "zerfaux"."shell_status" AS ENUM('none', 'creating', 'created', 'missing', 'error');--> statement-breakpoint
CREATE TYPE "zerfaux"."target_driver" AS ENUM('ssh', 'simulated');--> statement-breakpoint
CREATE TYPE "zerfaux"."tools_status" AS ENUM('running', 'not_running', 'not_installed', 'executing_scripts');--> statement-breakpoint
CREATE TYPE "zerfaux"."transport" AS ENUM('direct', 'relay');--> statement-breakpoint
CREATE TYPE "zerfaux"."vcenter_driver" AS ENUM('vsphere', 'simulated');--> statement-breakpoint
CREATE TABLE "zerfaux"."api_tokens" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"role" "zerfaux"."member_role" NOT NULL,
	"token_sha256" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."api_tokens" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."audit_events" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"object_type" text NOT NULL,
	"object_id" text,
	"object_name" text,
	"outcome" text NOT NULL,
	"address" text,
	"details" jsonb
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."audit_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."idempotency_keys" (
	"actor" text NOT NULL,
	"key" text NOT NULL,
	"request_sha256" text NOT NULL,
	"status" integer,
	"location" text,
	"body" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_actor_key_pk" PRIMARY KEY("actor","key")
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."idempotency_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."members" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"role" "zerfaux"."member_role" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."protected_vms" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"protection_group_id" uuid NOT NULL,
	"vm_id" uuid NOT NULL,
	"boot_tier" integer DEFAULT 3 NOT NULL,
	"boot_delay_seconds" integer DEFAULT 0 NOT NULL,
	"current_datastore" text,
	"in_protection_datastore" boolean DEFAULT false NOT NULL,
	"dr_shell_status" "zerfaux"."shell_status" DEFAULT 'none' NOT NULL,
	"dr_shell_name" text,
	"dr_shell_moref" text,
	"disk_layout" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."protected_vms" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."protection_groups" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"source_vcenter_id" uuid NOT NULL,
	"dr_vcenter_id" uuid NOT NULL,
	"source_target_id" uuid NOT NULL,
	"dr_target_id" uuid NOT NULL,
	"source_dataset" text NOT NULL,
	"dr_dataset" text NOT NULL,
	"protection_datastore" text NOT NULL,
	"placeholder_datastore" text,
	"rpo_minutes" integer NOT NULL,
	"schedule" text,
	"consistency" "zerfaux"."consistency" DEFAULT 'crash' NOT NULL,
	"retention" jsonb NOT NULL,
	"transport" "zerfaux"."transport" DEFAULT 'direct' NOT NULL,
	"bandwidth_limit" bigint,
	"state" "zerfaux"."group_state" DEFAULT 'protecting' NOT NULL,
	"direction" "zerfaux"."direction" DEFAULT 'forward' NOT NULL,
	"epoch" integer DEFAULT 1 NOT NULL,
	"next_sequence" integer DEFAULT 1 NOT NULL,
	"paused_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "protection_groups_two_places" CHECK ("zerfaux"."protection_groups"."source_target_id" <> "zerfaux"."protection_groups"."dr_target_id" or "zerfaux"."protection_groups"."source_dataset" <> "zerfaux"."protection_groups"."dr_dataset")
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."protection_groups" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."recovery_points" (
	"id" uuid PRIMARY KEY NOT NULL,
	"protection_group_id" uuid NOT NULL,
	"target_id" uuid NOT NULL,
	"dataset" text NOT NULL,
	"snapshot_name" text NOT NULL,
	"guid" text NOT NULL,
	"sequence" integer NOT NULL,
	"consistency" "zerfaux"."consistency" NOT NULL,
	"taken_at" timestamp (3) with time zone NOT NULL,
	"verified_at" timestamp (3) with time zone NOT NULL,
	"current_until" timestamp (3) with time zone NOT NULL,
	"bytes" bigint,
	"referenced_bytes" bigint,
	"pruned_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."recovery_points" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."replication_jobs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" "zerfaux"."job_kind" NOT NULL,
	"status" "zerfaux"."job_status" DEFAULT 'queued' NOT NULL,
	"protection_group_id" uuid,
	"vcenter_id" uuid,
	"target_id" uuid,
	"params" jsonb NOT NULL,
	"journal" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"bytes_done" bigint,
	"bytes_total" bigint,
	"bytes_per_second" bigint,
	"attempts" integer DEFAULT 0 NOT NULL,
	"claim_token" uuid,
	"worker" text,
	"cancel_requested_at" timestamp (3) with time zone,
	"next_attempt_at" timestamp (3) with time zone,
	"error" jsonb,
	"result" jsonb,
	"requested_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_jobs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."replication_targets" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"driver" "zerfaux"."target_driver" NOT NULL,
	"host" text NOT NULL,
	"port" integer DEFAULT 22 NOT NULL,
	"username" text NOT NULL,
	"sealed_private_key" text,
	"sealed_password" text,
	"host_key_sha256" text NOT NULL,
	"pool" text NOT NULL,
	"dataset_prefix" text,
	"nfs_address" text,
	"replication_address" text,
	"health" "zerfaux"."health_level" DEFAULT 'unknown' NOT NULL,
	"zfs_version" text,
	"features" text[],
	"size_bytes" bigint,
	"available_bytes" bigint,
	"last_check" jsonb,
	"last_check_at" timestamp (3) with time zone,
	"last_check_error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_targets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."simulated_sites" (
	"address" text PRIMARY KEY NOT NULL,
	"state" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."simulated_sites" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."vcenter_connections" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"driver" "zerfaux"."vcenter_driver" NOT NULL,
	"host" text NOT NULL,
	"port" integer DEFAULT 443 NOT NULL,
	"username" text NOT NULL,
	"sealed_password" text NOT NULL,
	"tls_thumbprint_sha256" text,
	"tls_ca_pem" text,
	"instance_uuid" text,
	"version" text,
	"build" text,
	"status" "zerfaux"."connection_status" DEFAULT 'unknown' NOT NULL,
	"last_sync_at" timestamp (3) with time zone,
	"last_sync_error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."vcenter_connections" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."vcenter_objects" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"vcenter_id" uuid NOT NULL,
	"kind" "zerfaux"."object_kind" NOT NULL,
	"moref" text NOT NULL,
	"name" text NOT NULL,
	"description" jsonb NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."vcenter_objects" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."vms" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"vcenter_id" uuid NOT NULL,
	"moref" text NOT NULL,
	"instance_uuid" text,
	"bios_uuid" text,
	"name" text NOT NULL,
	"folder" text,
	"cluster" text,
	"host" text,
	"resource_pool" text,
	"power_state" "zerfaux"."power_state",
	"guest_id" text,
	"guest_os" text,
	"firmware" text,
	"hardware_version" text,
	"cpus" integer,
	"cores_per_socket" integer,
	"memory_bytes" bigint,
	"nics" jsonb NOT NULL,
	"disks" jsonb NOT NULL,
	"datastores" text[] NOT NULL,
	"tools_status" "zerfaux"."tools_status",
	"ip_addresses" text[] NOT NULL,
	"snapshot_count" integer,
	"is_template" boolean NOT NULL,
	"storage_bytes" bigint,
	"content_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"gone_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."vms" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "zerfaux"."protected_vms" ADD CONSTRAINT "protected_vms_protection_group_id_protection_groups_id_fk" FOREIGN KEY ("protection_group_id") REFERENCES "zerfaux"."protection_groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."protected_vms" ADD CONSTRAINT "protected_vms_vm_id_vms_id_fk" FOREIGN KEY ("vm_id") REFERENCES "zerfaux"."vms"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."protection_groups" ADD CONSTRAINT "protection_groups_source_vcenter_id_vcenter_connections_id_fk" FOREIGN KEY ("source_vcenter_id") REFERENCES "zerfaux"."vcenter_connections"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."protection_groups" ADD CONSTRAINT "protection_groups_dr_vcenter_id_vcenter_connections_id_fk" FOREIGN KEY ("dr_vcenter_id") REFERENCES "zerfaux"."vcenter_connections"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."protection_groups" ADD CONSTRAINT "protection_groups_source_target_id_replication_targets_id_fk" FOREIGN KEY ("source_target_id") REFERENCES "zerfaux"."replication_targets"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."protection_groups" ADD CONSTRAINT "protection_groups_dr_target_id_replication_targets_id_fk" FOREIGN KEY ("dr_target_id") REFERENCES "zerfaux"."replication_targets"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."recovery_points" ADD CONSTRAINT "recovery_points_protection_group_id_protection_groups_id_fk" FOREIGN KEY ("protection_group_id") REFERENCES "zerfaux"."protection_groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."recovery_points" ADD CONSTRAINT "recovery_points_target_id_replication_targets_id_fk" FOREIGN KEY ("target_id") REFERENCES "zerfaux"."replication_targets"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_jobs" ADD CONSTRAINT "replication_jobs_protection_group_id_protection_groups_id_fk" FOREIGN KEY ("protection_group_id") REFERENCES "zerfaux"."protection_groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_jobs" ADD CONSTRAINT "replication_jobs_vcenter_id_vcenter_connections_id_fk" FOREIGN KEY ("vcenter_id") REFERENCES "zerfaux"."vcenter_connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_jobs" ADD CONSTRAINT "replication_jobs_target_id_replication_targets_id_fk" FOREIGN KEY ("target_id") REFERENCES "zerfaux"."replication_targets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."vcenter_objects" ADD CONSTRAINT "vcenter_objects_vcenter_id_vcenter_connections_id_fk" FOREIGN KEY ("vcenter_id") REFERENCES "zerfaux"."vcenter_connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."vms" ADD CONSTRAINT "vms_vcenter_id_vcenter_connections_id_fk" FOREIGN KEY ("vcenter_id") REFERENCES "zerfaux"."vcenter_connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "api_tokens_hash" ON "zerfaux"."api_tokens" USING btree ("token_sha256");--> statement-breakpoint
CREATE INDEX "audit_events_newest" ON "zerfaux"."audit_events" USING btree ("created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE UNIQUE INDEX "protected_vms_vm" ON "zerfaux"."protected_vms" USING btree ("vm_id");--> statement-breakpoint
CREATE UNIQUE INDEX "protected_vms_group_vm" ON "zerfaux"."protected_vms" USING btree ("protection_group_id","vm_id");--> statement-breakpoint
CREATE UNIQUE INDEX "protection_groups_name" ON "zerfaux"."protection_groups" USING btree (lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "protection_groups_source_dataset" ON "zerfaux"."protection_groups" USING btree ("source_target_id","source_dataset");--> statement-breakpoint
CREATE UNIQUE INDEX "protection_groups_dr_dataset" ON "zerfaux"."protection_groups" USING btree ("dr_target_id","dr_dataset");--> statement-breakpoint
CREATE INDEX "protection_groups_by_source_vcenter" ON "zerfaux"."protection_groups" USING btree ("source_vcenter_id");--> statement-breakpoint
CREATE UNIQUE INDEX "recovery_points_guid" ON "zerfaux"."recovery_points" USING btree ("target_id","dataset","guid");--> statement-breakpoint
CREATE INDEX "recovery_points_newest" ON "zerfaux"."recovery_points" USING btree ("protection_group_id","sequence" DESC NULLS FIRST);--> statement-breakpoint
CREATE UNIQUE INDEX "one_active_job_per_group" ON "zerfaux"."replication_jobs" USING btree ("protection_group_id") WHERE "zerfaux"."replication_jobs"."finished_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "one_active_job_per_vcenter" ON "zerfaux"."replication_jobs" USING btree ("vcenter_id") WHERE "zerfaux"."replication_jobs"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "replication_jobs_by_group" ON "zerfaux"."replication_jobs" USING btree ("protection_group_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "replication_jobs_newest" ON "zerfaux"."replication_jobs" USING btree ("created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "replication_jobs_unfinished" ON "zerfaux"."replication_jobs" USING btree ("status") WHERE "zerfaux"."replication_jobs"."finished_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "replication_targets_name" ON "zerfaux"."replication_targets" USING btree (lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "vcenter_connections_name" ON "zerfaux"."vcenter_connections" USING btree (lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "vcenter_objects_moref" ON "zerfaux"."vcenter_objects" USING btree ("vcenter_id","moref");--> statement-breakpoint
CREATE INDEX "vcenter_objects_by_kind" ON "zerfaux"."vcenter_objects" USING btree ("vcenter_id","kind","name");--> statement-breakpoint
CREATE UNIQUE INDEX "vms_present_moref" ON "zerfaux"."vms" USING btree ("vcenter_id","moref") WHERE "zerfaux"."vms"."gone_at" is null;--> statement-breakpoint
CREATE INDEX "vms_by_name" ON "zerfaux"."vms" USING btree ("vcenter_id","name","id");--> statement-breakpoint
CREATE INDEX "vms_by_instance_uuid" ON "zerfaux"."vms" USING btree ("instance_uuid");
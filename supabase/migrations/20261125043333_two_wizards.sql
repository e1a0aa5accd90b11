ALTER TYPE "zerfaux"."alert_kind" ADD VALUE 'vm_moved_away';--> statement-breakpoint
ALTER TYPE "zerfaux"."alert_kind" ADD VALUE 'dr_shell_missing';--> statement-breakpoint
ALTER TYPE "zerfaux"."alert_kind" ADD VALUE 'dr_shell_changed';--> statement-breakpoint
ALTER TYPE "zerfaux"."job_kind" ADD VALUE 'move_to_protection_datastore';--> statement-breakpoint
ALTER TYPE "zerfaux"."job_kind" ADD VALUE 'create_dr_shell';--> statement-breakpoint
ALTER TYPE "zerfaux"."job_kind" ADD VALUE 'remove_dr_shell';--> statement-breakpoint
CREATE TABLE "zerfaux"."network_mappings" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"protection_group_id" uuid NOT NULL,
	"direction" "zerfaux"."direction" NOT NULL,
	"source_network" text NOT NULL,
	"target_network" text,
	"test_network" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."network_mappings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zerfaux"."placement_mappings" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"protection_group_id" uuid NOT NULL,
	"direction" "zerfaux"."direction" NOT NULL,
	"placement" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "zerfaux"."placement_mappings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "zerfaux"."protected_vms" ADD COLUMN "attention" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "zerfaux"."protected_vms" ADD COLUMN "shell_placement" jsonb;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_jobs" ADD COLUMN "protected_vm_id" uuid;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_jobs" ADD COLUMN "batch_id" uuid;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_jobs" ADD COLUMN "lane" text;--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_jobs" ADD COLUMN "lane_limit" integer;--> statement-breakpoint
ALTER TABLE "zerfaux"."vms" ADD COLUMN "controllers" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "zerfaux"."vms" ADD COLUMN "vmx_path" text;--> statement-breakpoint
ALTER TABLE "zerfaux"."vms" ADD COLUMN "is_encrypted" boolean;--> statement-breakpoint
ALTER TABLE "zerfaux"."vms" ADD COLUMN "has_vtpm" boolean;--> statement-breakpoint
ALTER TABLE "zerfaux"."vms" ADD COLUMN "secure_boot" boolean;--> statement-breakpoint
ALTER TABLE "zerfaux"."network_mappings" ADD CONSTRAINT "network_mappings_protection_group_id_protection_groups_id_fk" FOREIGN KEY ("protection_group_id") REFERENCES "zerfaux"."protection_groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zerfaux"."placement_mappings" ADD CONSTRAINT "placement_mappings_protection_group_id_protection_groups_id_fk" FOREIGN KEY ("protection_group_id") REFERENCES "zerfaux"."protection_groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "network_mappings_source" ON "zerfaux"."network_mappings" USING btree ("protection_group_id","direction","source_network");--> statement-breakpoint
CREATE UNIQUE INDEX "placement_mappings_group" ON "zerfaux"."placement_mappings" USING btree ("protection_group_id","direction");--> statement-breakpoint
ALTER TABLE "zerfaux"."replication_jobs" ADD CONSTRAINT "replication_jobs_protected_vm_id_protected_vms_id_fk" FOREIGN KEY ("protected_vm_id") REFERENCES "zerfaux"."protected_vms"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "one_active_job_per_protected_vm" ON "zerfaux"."replication_jobs" USING btree ("protected_vm_id") WHERE "zerfaux"."replication_jobs"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "replication_jobs_by_protected_vm" ON "zerfaux"."replication_jobs" USING btree ("protected_vm_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "replication_jobs_by_batch" ON "zerfaux"."replication_jobs" USING btree ("batch_id");--> statement-breakpoint
CREATE INDEX "replication_jobs_by_lane" ON "zerfaux"."replication_jobs" USING btree ("lane") WHERE "zerfaux"."replication_jobs"."finished_at" is null;
-- A hint to listeners that a job changed; they re-read the row. NOTIFY is lossy, the row is the truth.
CREATE FUNCTION "zerfaux"."notify_job_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('zerfaux_jobs', NEW.id::text);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "notify_job_change" AFTER INSERT OR UPDATE ON "zerfaux"."replication_jobs"
  FOR EACH ROW EXECUTE FUNCTION "zerfaux"."notify_job_change"();

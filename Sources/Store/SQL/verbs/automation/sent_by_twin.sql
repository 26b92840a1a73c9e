-- After a merge, two enrollments of one person may have gone through the same workflow. What one has sent, the other
-- does not send again.
CREATE OR REPLACE FUNCTION automation.sent_by_twin(enrollment bigint, step text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM automation.enrollments AS twin
        JOIN messaging.deliveries AS past ON past.contact_id = twin.contact_id AND past.enrollment_id = twin.id
        WHERE twin.merged_into = sent_by_twin.enrollment
          AND past.step = sent_by_twin.step
          AND past.state <> 'failed')
$$;
COMMENT ON FUNCTION automation.sent_by_twin(bigint, text) IS
    'Whether an enrollment that was merged into this one has handed over, or begun to hand over, what this step sends.';

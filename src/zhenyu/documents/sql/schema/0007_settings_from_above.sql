-- Readers also read the settings of the areas above theirs: rules a county sets for its towns. Writing stays as it was.
CREATE POLICY from_above ON documents_rulesetting FOR SELECT USING (
  EXISTS (
    SELECT 1 FROM jsonb_array_elements_text(coalesce(nullif(current_setting('zhenyu.scope', true), '')::jsonb -> '', nullif(current_setting('zhenyu.scope', true), '')::jsonb -> '*')) AS held (place)
    WHERE held.place ^@ area
  )
);

-- What is rare counts more: rarity is squared, once for the message and once for the question. What was said after the
-- first page of an answer gives no message of the other pages a better neighbour. And pages are cut where the score as
-- it is compared changes: two messages of the same one came twice or not at all.

create or replace function public.search_messages(arguments text) returns jsonb
language plpgsql stable security invoker set search_path = ''
  -- Measured with 100,000 messages of one user: compiling the query takes .7 s, running it .05 s.
  set jit = off set enable_seqscan = off as $$
declare
  given constant jsonb := arguments::jsonb;
  owner constant uuid := (given ->> 'user_id')::uuid;
  senders constant text[] := array(select jsonb_array_elements_text(given -> 'senders'));
  not_before constant timestamptz := coalesce((given ->> 'after')::timestamptz, '-infinity');
  not_from constant timestamptz := coalesce((given ->> 'before')::timestamptz, 'infinity');
  until constant timestamptz := coalesce((given ->> 'until')::timestamptz, 'infinity');
  first constant integer := (given ->> 'offset')::integer;
  wanted constant integer := first + (given ->> 'limit')::integer + 1;
  look bigint := greatest(300, 2 * wanted);
  candidates bigint;
  passed bigint;
  answer jsonb;
begin
  loop
    with asked as materialized (
      select w.ordinality as n, plainto_tsquery('private.spoken'::regconfig, private.tagged_words(owner, w.value)) as q
      from jsonb_array_elements_text(given -> 'words') with ordinality w
    ), heard as materialized (
      select a.n, m.session_id, m.seq
      from asked a cross join lateral (
        select s.session_id, s.seq from public.messages s
        -- Not by the index of moments, which holds those of all users: "is true" keeps it out.
        where s.user_id::text = owner::text and s.sender <> 'tool' and (s.created_at <= until) is true
          and private.spoken_words(s.user_id, s.text_content) @@ a.q
        offset 0  -- a fence: else it might be asked row after row
      ) m
    ), dated as materialized (
      select distinct jsonb_array_length(given -> 'words') + t.ordinality as n, m.session_id, m.seq
      from jsonb_array_elements(given -> 'dates') with ordinality t
        cross join jsonb_array_elements(t.value) as r (stretch)
        join public.messages m on m.user_id = owner and m.sender <> 'tool' and (m.created_at <= until) is true
          and m.created_at >= (r.stretch ->> 0)::timestamptz and m.created_at < (r.stretch ->> 1)::timestamptz
    ), counted as (
      select t.n, count(p.n)::double precision as times
      from generate_series(1, jsonb_array_length(given -> 'words') + jsonb_array_length(given -> 'dates')) t (n)
        left join (select h.n from heard h union all select d.n from dated d) p using (n)
      group by t.n
    ), everything as materialized (
      select count(*)::double precision as messages from public.messages m where m.user_id = owner
    ), rarity as materialized (
      select c.n, coalesce((given -> 'rarity' ->> (c.n - 1)::integer)::double precision,
        power(ln(1 + (e.messages - c.times + 0.5) / (c.times + 0.5)), 2)) as rare
      from counted c cross join everything e
    ), strength as (
      select h.n, h.session_id, h.seq + v.step as seq, sum(v.weight) as s
      from heard h cross join (values (0, 2.0::double precision), (-2, 1), (-1, 1), (1, 1), (2, 1)) v (step, weight)
      group by h.n, h.session_id, h.seq + v.step
      union all select d.n, d.session_id, d.seq, 1 from dated d
    ), score as materialized (
      select p.session_id, p.seq, sum(r.rare * p.s / (p.s + 1.2::double precision)) as score
      from strength p join rarity r using (n) group by p.session_id, p.seq
    ), best as materialized (
      select s.session_id, s.seq, round(s.score::numeric, 9) as score from score s
      -- Rounded as they are compared below, so that equal ones stay together.
      where s.score >= coalesce((select o.score from score o order by o.score desc offset look - 1 limit 1), 0) - 1e-9
    ), hits as materialized (
      select m.*, b.score from best b cross join lateral (
        select p.* from public.messages p where p.session_id = b.session_id and p.seq = b.seq offset 0
      ) m
      where m.user_id = owner and m.sender = any (senders)
        and m.created_at >= not_before and m.created_at < not_from and m.created_at <= until
    ), page as (
      select h.* from hits h order by h.score desc, h.created_at desc, h.id offset first limit wanted - first - 1
    )
    select (select count(*) from score), (select count(*) from hits), jsonb_build_object(
      'hits', coalesce((select jsonb_agg(jsonb_build_object('message', to_jsonb(p) - 'score', 'score', p.score)
        order by p.score desc, p.created_at desc, p.id) from page p), '[]'),
      'rarity', coalesce((select jsonb_agg(r.rare order by r.n) from rarity r), '[]'),
      'more', (select count(*) from hits) >= wanted)
    into candidates, passed, answer;
    exit when passed >= wanted or candidates <= look;
    look := look * 8;
  end loop;
  return answer;
end $$;


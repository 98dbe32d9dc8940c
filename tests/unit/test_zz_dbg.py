from assistant.text import TypedConversations
async def test_x(manager, alice, store):
    t=TypedConversations(manager, manager.settings)
    told="the alarm code is 556677"
    for turn in (told, f"remember that {told}", f"take a note: {told}", f"remind me at five tomorrow that {told}"):
        r=await t.say(turn)
    for table in ("sessions","messages","memory","changes","user_reminders","user_notes"):
        for row in store.select(table):
            if "556677" in str(row): print("LEAK", table, {k:v for k,v in row.items() if "556677" in str(v)})

namespace CspBot.Store;

/// <summary>Small things that a folder remembers, by name: one text each.</summary>
internal static class StoredSetting
{
    public static Task<string?> ReadAsync(Session session, string name) =>
        session.QueryOneAsync<string>("select value from setting where name = @name", new { name });

    public static Task WriteAsync(Session session, string name, string value) => session.ExecuteAsync(
        "insert into setting(name, value) values (@name, @value) on conflict (name) do update set value = excluded.value",
        new { name, value });
}

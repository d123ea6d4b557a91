using System.Globalization;
using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Permissions;

/// <summary>What the permission watch remembers: who was on when last looked, which records it has taken in, and how far it came.</summary>
internal static class PermissionWatchLedger
{
    private const string On = "reserved + savings > 0 and sought like @like";
    private const string Columns = """
        customer as Customer, name as Name, reserved as Reserved, savings as Savings, reserved_at as ReservedAt, reserved_by as ReservedBy,
        savings_at as SavingsAt, savings_by as SavingsBy, notice as Notice, checked_at as CheckedAt
        """;

    /// <summary>Customers that may buy something by themselves, by name; the words stand anywhere in name or domain.</summary>
    public static Task<IReadOnlyList<KnownPermission>> ListOnAsync(Session session, PermissionQuery query, int skip, int take) =>
        session.QueryAsync<KnownPermission>(
            $"select {Columns} from permission where {On}{Among(query)} order by name, customer limit @take offset @skip",
            new { like = Like(query.Words), only = query.Ids, skip, take });

    public static async Task<int> CountOnAsync(Session session, PermissionQuery query) =>
        (int)await session.QueryOneAsync<long>(
            $"select count(*) from permission where {On}{Among(query)}", new { like = Like(query.Words), only = query.Ids });

    /// <summary>Everybody who may buy something, to be looked at again.</summary>
    public static Task<IReadOnlyList<string>> ListOnIdsAsync(Session session) =>
        session.QueryAsync<string>("select customer from permission where reserved + savings > 0 order by customer");

    public static Task<KnownPermission?> FindAsync(Session session, string customer) =>
        session.QueryOneAsync<KnownPermission>(
            $"select {Columns} from permission where customer = @customer{session.ForUpdate}", new { customer });

    public static Task SaveAsync(Session session, KnownPermission row, string domain) => session.ExecuteAsync(
        """
        insert into permission(customer, name, sought, reserved, savings, reserved_at, reserved_by, savings_at,
            savings_by, notice, checked_at)
        values (@Customer, @Name, @sought, @Reserved, @Savings, @ReservedAt, @ReservedBy, @SavingsAt, @SavingsBy, @Notice, @CheckedAt)
        on conflict (customer) do update
        set name = excluded.name, sought = excluded.sought, reserved = excluded.reserved, savings = excluded.savings,
            reserved_at = excluded.reserved_at, reserved_by = excluded.reserved_by, savings_at = excluded.savings_at,
            savings_by = excluded.savings_by,
            notice = excluded.notice, checked_at = excluded.checked_at
        """,
        new
        {
            row.Customer,
            row.Name,
            sought = CustomerSearch.Fold(row.Name + " " + domain),
            row.Reserved,
            row.Savings,
            row.ReservedAt,
            row.ReservedBy,
            row.SavingsAt,
            row.SavingsBy,
            row.Notice,
            row.CheckedAt,
        });

    /// <summary>True for the first to take it in; whoever it is tells of it.</summary>
    public static async Task<bool> TakeAsync(Session session, string id, DateTimeOffset now) =>
        await session.ExecuteAsync(
            "insert into permission_seen(id, seen_at) values (@id, @at) on conflict (id) do nothing",
            new { id, at = now.ToUnixTimeMilliseconds() }) == 1;

    public static async Task<bool> IsTakenAsync(Session session, string id) =>
        await session.QueryOneAsync<string>("select id from permission_seen where id = @id", new { id }) is not null;

    /// <summary>Records older than the activity log itself never come again.</summary>
    public static Task ForgetAsync(Session session, DateTimeOffset before) =>
        session.ExecuteAsync(
            "delete from permission_seen where seen_at < @at and id not like 'R-%'", new { at = before.ToUnixTimeMilliseconds() });

    /// <summary>The audit's last entry: entries are numbered in the order of their commits.</summary>
    public static async Task<long> LastEventAsync(Session session) => await session.QueryOneAsync<long?>("select max(seq) from audit") ?? 0;

    /// <summary>
    /// Requests of the bot's own that came to their end between two entries of the audit, and were not
    /// taken in yet: what is older costs nothing.
    /// </summary>
    public static Task<IReadOnlyList<OwnRequest>> ListFinishedAsync(Session session, long after, long upTo) =>
        session.QueryAsync<OwnRequest>(
            """
            select distinct request.id as Id, request.customer as Customer from audit join request on request.id = audit.request
            where audit.seq > @after and audit.seq <= @upTo and audit.kind in ('succeeded', 'failed') and request.dialog = @dialog
                and request.state in ('succeeded', 'failed')
                and not exists (select 1 from permission_seen seen where seen.id = request.id || '/' || request.state)
            """,
            new { dialog = PermissionWatch.Topic, after, upTo });

    /// <summary>Takes in what the bot itself did there; true when it did something.</summary>
    public static async Task<bool> TakeFinishedAsync(Session session, string customer, DateTimeOffset now) => await session.ExecuteAsync(
        """
        insert into permission_seen(id, seen_at)
        select request.id || '/' || request.state, @at from request
        where dialog = @dialog and customer = @customer and state in ('succeeded', 'failed')
        on conflict (id) do nothing
        """,
        new { customer, dialog = PermissionWatch.Topic, at = now.ToUnixTimeMilliseconds() }) > 0;

    /// <summary>The bot itself is at work there: what is seen now may be half of it.</summary>
    public static async Task<bool> IsAtWorkAsync(Session session, string customer, DateTimeOffset now) =>
        await session.QueryOneAsync<string>(
            """
            select id from request
            where dialog = @dialog and customer = @customer and (state = 'running' or (state = 'approved' and due_at <= @at))
            limit 1
            """,
            new { customer, dialog = PermissionWatch.Topic, at = now.ToUnixTimeMilliseconds() }) is not null;

    /// <summary>
    /// A request of the bot's own came to its end there about then: within two minutes, since the clocks differ
    /// and the end is read back after the write.
    /// </summary>
    public static async Task<bool> EndedAboutAsync(Session session, string customer, DateTimeOffset at) =>
        await session.QueryOneAsync<string>(
            """
            select request.id from request join audit on audit.request = request.id
            where request.dialog = @dialog and request.customer = @customer
                and audit.kind in ('succeeded', 'failed', 'ended') and audit.at between @earliest and @latest
            limit 1
            """,
            new
            {
                customer,
                dialog = PermissionWatch.Topic,
                earliest = at.AddMinutes(-2).ToUnixTimeMilliseconds(),
                latest = at.AddMinutes(2).ToUnixTimeMilliseconds(),
            }) is not null;

    public static async Task<DateTimeOffset?> ReadTimeAsync(Session session, string name) =>
        Time(await StoredSetting.ReadAsync(session, name));

    public static Task WriteTimeAsync(Session session, string name, DateTimeOffset value) =>
        StoredSetting.WriteAsync(session, name, value.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));

    private static DateTimeOffset? Time(string? text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var at) ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    private static string Among(PermissionQuery query) => query.Only is null ? "" : " and customer in @only";

    // Folding leaves letters, digits and spaces: no sign of the pattern language comes through.
    private static string Like(string words) => "%" + CustomerSearch.Fold(words) + "%";
}

/// <summary>Whom a list of those who may buy is about.</summary>
/// <param name="Words">Stand anywhere in name or domain; empty for all.</param>
/// <param name="Only">Tenant ids of the only customers that it may name; null for all.</param>
internal sealed record PermissionQuery(string Words, IReadOnlySet<string>? Only)
{
    public string[] Ids => [.. (Only ?? new HashSet<string>()).Select(id => id.ToLowerInvariant())];
}

/// <summary>A customer's permission as last seen; times are Unix milliseconds.</summary>
internal sealed class KnownPermission
{
    public string Customer { get; set; } = "";

    public string Name { get; set; } = "";

    public int Reserved { get; set; }

    public int Savings { get; set; }

    public long? ReservedAt { get; set; }

    public string? ReservedBy { get; set; }

    public long? SavingsAt { get; set; }

    public string? SavingsBy { get; set; }

    public string? Notice { get; set; }

    public long CheckedAt { get; set; }

    public ReservationPermissions Permissions => new(Reserved != 0, Savings != 0);
}

/// <summary>A request of the bot's own.</summary>
internal sealed class OwnRequest
{
    public string Id { get; set; } = "";

    public string Customer { get; set; } = "";
}

using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Store;

namespace CspBot.Handovers;

/// <summary>The rows of hand-overs.</summary>
internal static class HandOverTable
{
    private const string Columns =
        """
        id as Id, request as Request, customer as Customer, customer_name as CustomerName, way as Way,
        authorization_number as Authorization, licence_number as Licence, email as Email, requester as Requester, tenant as Tenant,
        requester_name as RequesterName, state as State, version as Version, made_at as MadeAt, said_by as SaidBy, said_name as SaidName,
        said_at as SaidAt, since_at as SinceAt, reminders as Reminders
        """;

    /// <summary>
    /// For a request's step: the id of the hand-over that stands with these numbers and is not this request's; null for none. One that the
    /// customer ended stands no longer.
    /// </summary>
    public static OwnLook Standing(string customer, string authorization, string licence, string request) => new(
        async session => await FindByNumbersAsync(session, customer, authorization, licence) is { } found
            && found.State != HandOverState.Removed && found.Request != request
                ? found.Id
                : null);

    /// <summary>For a request's step: stores it, in the transaction that stores the step. What the customer ended begins anew.</summary>
    /// <remarks>That transaction holds the audit's head, so nobody else hands the same numbers over between the look and the row.</remarks>
    /// <exception cref="InvalidOperationException">The same numbers were handed over meanwhile: nothing is stored.</exception>
    public static OwnRows Keeping(HandOver one) => new(async (session, request, now) =>
    {
        var stands = await FindByNumbersAsync(session, one.CustomerId, one.Authorization, one.Licence);
        var written = await session.ExecuteAsync(
            stands is null ? Insert : Renew,
            new
            {
                request.Id,
                stands = stands?.Id,
                customer = one.CustomerId.ToLowerInvariant(),
                one.CustomerName,
                sought = Sought(one),
                one.Way,
                one.Authorization,
                one.Licence,
                one.Email,
                requester = one.Requester.ObjectId.ToLowerInvariant(),
                tenant = one.Requester.TenantId,
                requesterName = one.Requester.Name,
                now = now.ToUnixTimeMilliseconds(),
            });
        if (written != 1)
            throw new InvalidOperationException($"What {request.Id} hands over stands already.");
    });

    private const string Insert =
        """
        insert into hand_over(id, request, customer, customer_name, sought, way, authorization_number, licence_number, email,
            requester, tenant, requester_name, state, version, made_at, since_at, reminders, untold)
        values (@Id, @Id, @customer, @CustomerName, @sought, @Way, @Authorization, @Licence, @Email,
            @requester, @tenant, @requesterName, 'handed-over', 1, @now, @now, 0, 0)
        on conflict (customer, authorization_number, licence_number) do nothing
        """;

    private const string Renew =
        """
        update hand_over
        set request = @Id, customer_name = @CustomerName, sought = @sought, way = @Way, authorization_number = @Authorization,
            licence_number = @Licence, email = @Email, requester = @requester, tenant = @tenant, requester_name = @requesterName,
            state = 'handed-over', version = version + 1, made_at = @now, said_by = null, said_name = null, said_at = null,
            since_at = @now, reminders = 0, untold = 0
        where id = @stands and state = 'removed'
        """;

    /// <summary>By its id, or the id of the request that handed it over last.</summary>
    public static async Task<HandOver?> FindAsync(Session session, string id) =>
        Read(await session.QueryAsync<Row>(
            $"select {Columns} from hand_over where id = @id or request = @id order by case when id = @id then 0 else 1 end limit 1",
            new { id })) is [var one] ? one : null;

    /// <summary>
    /// The same numbers, however they were typed: with hyphens, spaces or without. Where an older version kept two of them apart, the one
    /// that stands goes before one that the customer ended, and the very same signs before others.
    /// </summary>
    public static async Task<HandOver?> FindByNumbersAsync(Session session, string customer, string authorization, string licence)
    {
        var all = Read(await session.QueryAsync<Row>(
            $"select {Columns} from hand_over where customer = @customer order by id", new { customer = customer.ToLowerInvariant() }));
        var sought = (Bare(authorization), Bare(licence));
        return all
            .Where(one => (Bare(one.Authorization), Bare(one.Licence)) == sought)
            .OrderBy(one => one.State == HandOverState.Removed)
            .ThenBy(one => (one.Authorization, one.Licence) != (authorization, licence))
            .FirstOrDefault();
    }

    /// <summary>Letters and digits only; a number that has none of them is what it is.</summary>
    private static string Bare(string number) =>
        string.Concat(number.Where(char.IsLetterOrDigit)) is { Length: > 0 } bare ? bare.ToUpperInvariant() : number;

    /// <summary>A page, those that somebody must speak of first, then the newest.</summary>
    public static async Task<IReadOnlyList<HandOver>> ListAsync(Session session, HandOverQuery query) => Read(
        await session.QueryAsync<Row>(
            $"""
            select {Columns} from hand_over where sought like @like{Among(query)}
            order by case state when 'removed' then 0 when 'handed-over' then 1 else 2 end, made_at desc, id
            limit @Take offset @Skip
            """,
            Arguments(query)));

    public static async Task<int> CountAsync(Session session, HandOverQuery query) => (int)await session.QueryOneAsync<long>(
        $"select count(*) from hand_over where sought like @like{Among(query)}", Arguments(query));

    /// <summary>Those that nobody has spoken of for so long.</summary>
    public static async Task<IReadOnlyList<HandOver>> DueAsync(Session session, HandOverOptions options, DateTimeOffset now) => Read(
        await session.QueryAsync<Row>(
            $"""
            select {Columns} from hand_over
            where state = 'handed-over' and ((reminders = 0 and since_at <= @first) or (reminders > 0 and since_at <= @next))
            order by since_at, id limit 200
            """,
            new
            {
                first = (now - options.RemindAfter).ToUnixTimeMilliseconds(),
                next = (now - options.RemindEvery).ToUnixTimeMilliseconds(),
            }));

    /// <summary>Those that the customer ended and nobody was told of.</summary>
    public static async Task<IReadOnlyList<HandOver>> UntoldAsync(Session session) => Read(
        await session.QueryAsync<Row>($"select {Columns} from hand_over where untold = 1 and state = 'removed' order by id limit 200"));

    /// <summary>Counts a reminder; false for whoever comes second, and when somebody spoke meanwhile.</summary>
    public static async Task<bool> RemindedAsync(Session session, HandOver one, DateTimeOffset now) => await session.ExecuteAsync(
        """
        update hand_over set reminders = reminders + 1, since_at = @now
        where id = @Id and version = @Version and state = 'handed-over' and reminders = @Reminders
        """,
        new { one.Id, one.Version, one.Reminders, now = now.ToUnixTimeMilliseconds() }) == 1;

    /// <summary>True for whoever comes first: that one tells it.</summary>
    public static async Task<bool> ToldAsync(Session session, HandOver one) => await session.ExecuteAsync(
        "update hand_over set untold = 0 where id = @Id and version = @Version and untold = 1 and state = 'removed'",
        new { one.Id, one.Version }) == 1;

    /// <summary>Somebody says a state; false when the row has moved since it was read.</summary>
    public static async Task<bool> SayAsync(Session session, HandOver seen, HandOverState state, Person by, DateTimeOffset now) =>
        await session.ExecuteAsync(
            """
            update hand_over
            set state = @state, version = version + 1, said_by = @by, said_name = @name, said_at = @now, since_at = @now, reminders = 0,
                untold = @untold
            where id = @Id and version = @Version
            """,
            new
            {
                seen.Id,
                seen.Version,
                state = state.Name(),
                by = by.ObjectId.ToLowerInvariant(),
                name = by.Name,
                now = now.ToUnixTimeMilliseconds(),
                untold = state == HandOverState.Removed ? 1L : 0L,
            }) == 1;

    private static string Sought(HandOver one) => CustomerSearch.Fold(
        string.Join(' ', one.CustomerName, one.Authorization, one.Licence, one.Email, one.Requester.Name));

    private static string Among(HandOverQuery query) => query.Only is null ? "" : " and customer in @only";

    // What is sought is folded; a sign that means any letter finds too much rather than nothing.
    private static object Arguments(HandOverQuery query) => new
    {
        like = "%" + CustomerSearch.Fold(query.Words) + "%",
        query.Take,
        query.Skip,
        only = query.Only is { } only ? only.Select(id => id.ToLowerInvariant()).ToArray() : [],
    };

    private static IReadOnlyList<HandOver> Read(IReadOnlyList<Row> rows) =>
    [
        .. rows.Select(row => new HandOver
        {
            Id = row.Id,
            Request = row.Request,
            CustomerId = row.Customer,
            CustomerName = row.CustomerName,
            Way = row.Way,
            Authorization = row.Authorization,
            Licence = row.Licence,
            Email = row.Email,
            Requester = new Person(row.Requester, row.Tenant, row.RequesterName),
            State = HandOverStates.Of(row.State) ?? HandOverState.HandedOver,
            Version = (int)row.Version,
            MadeAt = Time(row.MadeAt),
            SaidBy = row.SaidBy is { } by ? new Person(by, row.Tenant, row.SaidName ?? "") : null,
            SaidAt = row.SaidAt is { } said ? Time(said) : null,
            SinceAt = Time(row.SinceAt),
            Reminders = (int)row.Reminders,
        }),
    ];

    private static DateTimeOffset Time(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at);

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Request { get; set; } = "";

        public string Customer { get; set; } = "";

        public string CustomerName { get; set; } = "";

        public string Way { get; set; } = "";

        public string Authorization { get; set; } = "";

        public string Licence { get; set; } = "";

        public string Email { get; set; } = "";

        public string Requester { get; set; } = "";

        public string Tenant { get; set; } = "";

        public string RequesterName { get; set; } = "";

        public string State { get; set; } = "";

        public long Version { get; set; }

        public long MadeAt { get; set; }

        public string? SaidBy { get; set; }

        public string? SaidName { get; set; }

        public long? SaidAt { get; set; }

        public long SinceAt { get; set; }

        public long Reminders { get; set; }
    }
}

/// <summary>A part of the list.</summary>
/// <param name="Words">Stand anywhere in the customer's name, the numbers, the address or the requester's name.</param>
/// <param name="Only">Tenant ids of the only customers that exist for the reader; null for all.</param>
internal sealed record HandOverQuery(string Words, IReadOnlySet<string>? Only, int Skip = 0, int Take = int.MaxValue);

using CspBot.Partner;
using CspBot.Requests.Preapprovals;
using CspBot.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace CspBot.Requests;

/// <summary>Requests in the database: one document each, with the columns that are searched beside it.</summary>
internal sealed class RequestStore(RequestJson json, ILogger<RequestStore>? logger = null)
{
    private readonly ILogger _log = logger ?? NullLogger<RequestStore>.Instance;

    /// <summary>
    /// What this version cannot read is looked at again after this: another version that runs beside it may take it up first.
    /// </summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);
    private const int MostSetAside = 100;

    private const string Columns = "id, form_id as FormId, version, fence, lane, set_aside as SetAside, document";

    /// <summary>Stores a new request; false when its form has made one already, or its id is taken.</summary>
    public async Task<bool> InsertAsync(Session session, Request request) =>
        await session.ExecuteAsync(
            """
            insert into request(id, form_id, dialog, state, version, requester, customer, lane, due_at, created_at, document,
                end_of, right_key)
            values (@Id, @FormId, @Dialog, @State, @Version, @Requester, @Customer, @Lane, @DueAt, @CreatedAt, @Document, @EndOf, @RightKey)
            on conflict do nothing
            """,
            Row(request)) == 1;

    /// <summary>Stores a request that must be new.</summary>
    /// <exception cref="InvalidOperationException">Something has its name: the transaction must not be committed.</exception>
    public async Task AddAsync(Session session, Request request)
    {
        if (!await InsertAsync(session, request))
            throw new InvalidOperationException($"{request.Id} is not new.");
    }

    public async Task<Request?> FindAsync(Session session, string id) => (await FindFencedAsync(session, id))?.Request;

    /// <summary>The request with the number of its last claim; null also for what is no request's id.</summary>
    public async Task<ClaimedRequest?> FindFencedAsync(Session session, string id) => RequestIds.IsRequest(id)
        && await session.QueryOneAsync<RequestRow>($"select {Columns} from request where id = @id", new { id }) is { } row
            ? new ClaimedRequest(Read(row)!, row.Fence)
            : null;

    public async Task<Request?> FindByFormAsync(Session session, string formId) => RequestIds.IsForm(formId)
        ? Read(await session.QueryOneAsync<RequestRow>($"select {Columns} from request where form_id = @formId", new { formId }))
        : null;

    /// <summary>The request that ends this one's effect; null when there is none (yet).</summary>
    public async Task<Request?> FindEndAsync(Session session, string parent)
    {
        // A version that knew no such column may have written it: then its id tells, which only the server makes.
        var end = Read(await session.QueryOneAsync<RequestRow>(
            $"select {Columns} from request where end_of = @parent or (end_of is null and id = @id)",
            new { parent, id = RequestIds.EndOf(parent) }));
        return end is null || end.ParentId == parent ? end : throw new InvalidOperationException($"{end.Id} is no end of {parent}.");
    }

    /// <summary>Whoever holds this right now, or is about to, in whichever dialog it was given.</summary>
    /// <param name="customer">Whose cloud the right is in.</param>
    public async Task<IReadOnlyList<Request>> ListHoldersAsync(Session session, HeldRight right, string customer)
    {
        // Grants that were done before rights had a column are known by their lane; those of several rights by their customer.
        var rows = await session.QueryAsync<RequestRow>(
            $"""
            select {Columns} from request where right_key in (@Key, @several)
            union all
            select {Columns} from request where lane = @Lane and right_key is null and end_of is null and state = 'succeeded'
            """,
            new { right.Key, right.Lane, several = Several(customer) });
        return [.. rows
            .Select(row => Read(row)!)
            .Where(request => request.EndedAt is null && request.Operation.Rights(request).Any(held => held.Key == right.Key))];
    }

    /// <summary>All requests of a customer that hold a right on a subscription now, or are about to, in whichever dialog.</summary>
    public async Task<IReadOnlyList<Request>> ListHoldingAsync(Session session, string customer)
    {
        var rows = await session.QueryAsync<RequestRow>(
            $"""
            select {Columns} from request
            where customer = @customer and end_of is null
                and (right_key is not null or (lane like 'subscription:%' and state = 'succeeded'))
            """,
            new { customer });
        return [.. Readable(rows).Where(request => request.EndedAt is null && request.Operation.Rights(request).Count > 0)];
    }

    /// <summary>Stores a transition if the request is still as it was read (and still that claim's); false when not.</summary>
    public async Task<bool> SaveAsync(Session session, Request before, Request after, long? fence = null)
    {
        var row = Row(after);
        return await session.ExecuteAsync(
            $"""
            update request
            set state = @State, version = @Version, requester = @Requester, lane = @Lane, due_at = @DueAt, document = @Document,
                right_key = @RightKey
            where id = @Id and version = @expected {(fence is null ? "" : "and fence = @fence")}
            """,
            new
            {
                row.Id,
                row.State,
                row.Version,
                row.Requester,
                row.Lane,
                row.DueAt,
                row.Document,
                row.RightKey,
                expected = before.Version,
                fence,
            }) == 1;
    }

    /// <summary>
    /// Takes the longest due request whose lane nobody works on, for the lease's time; null when there is none. What takes an effect back
    /// goes before all else: when a throttle opens, much is due at once, and a right that stands too long is the worst of it.
    /// </summary>
    public async Task<ClaimedRequest?> ClaimAsync(Session session, Lease lease, TimeProvider time)
    {
        const string laneIsFree = "not exists (select 1 from request other where other.lane = request.lane and other.id <> request.id and "
            + "other.lease_until > @clock and other.state in ('approved', 'running'))";
        var (now, clock) = (time.GetUtcNow().ToUnixTimeMilliseconds(), await session.ClockAsync(time));
        for (var i = 0; i < MostSetAside; i++)
        {
            var row = await session.QueryOneAsync<RequestRow>(
                $"""
                select {Columns} from request
                where due_at is not null and due_at <= @now and lease_until <= @clock and {laneIsFree}
                order by case when end_of is null then 1 else 0 end, due_at limit 1{session.SkipLocked}
                """,
                new { now, clock });
            if (row is null)
                return null;

            // Two workers may have found two requests of one lane at once: the lane is looked at again under its lock.
            await session.LockAsync("lane:" + row.Lane);
            if (await ReadOrSetAsideAsync(session, row, now) is not { } request)
                continue;
            var fence = row.Fence + 1;
            var taken = await session.ExecuteAsync(
                $"update request set lease_until = @until, fence = @fence, set_aside = null where id = @Id and {laneIsFree}",
                new { row.Id, fence, clock, until = clock + lease.Milliseconds });
            return taken == 1 ? new ClaimedRequest(request, fence) : null;
        }

        return null;
    }

    /// <summary>The request; null when this version cannot read it: then it waits, is counted and named, and holds nobody up.</summary>
    private async Task<Request?> ReadOrSetAsideAsync(Session session, RequestRow row, long now)
    {
        try
        {
            return Read(row);
        }
        catch (UnreadableRequestException e)
        {
            if (row.SetAside is null)
                _log.RequestSetAside(e.Id, e);
            await session.ExecuteAsync(
                "update request set set_aside = @why, due_at = @due where id = @Id",
                new { row.Id, why = e.InnerException!.GetType().Name, due = now + (long)LookAgain.TotalMilliseconds });
            return null;
        }
    }

    /// <summary>Ids of the requests that this version cannot read, one person's or (null) everybody's, oldest first.</summary>
    public async Task<IReadOnlyList<string>> ListSetAsideAsync(Session session, string? requester, Caller reader, int most)
    {
        var all = await session.QueryAsync<(string Id, string Customer)>(
            $"""
            select id, customer from request
            where set_aside is not null {(requester is null ? "" : "and requester = @requester")}
            order by created_at, id limit @most
            """,
            new { requester, most = reader.Only is null ? most : int.MaxValue });
        return [.. all.Where(row => reader.Sees(row.Customer)).Take(most).Select(row => row.Id)];
    }

    /// <summary>
    /// What is said of a request that cannot be read: to whom its customer does not exist, that there is none. Its customer stands beside
    /// the document.
    /// </summary>
    public async Task<Refusal> UnreadAsync(Session session, string id, Caller reader)
    {
        var customer = await session.QueryOneAsync<string?>("select customer from request where id = @id", new { id });
        return new Refusal(reader.Sees(customer ?? "") ? "Unreadable" : "UnknownRequest", id);
    }

    /// <summary>How many they are.</summary>
    public static Task<long> CountSetAsideAsync(Session session) =>
        session.QueryOneAsync<long>("select count(*) from request where set_aside is not null");

    /// <summary>Keeps a claimed request for so long from now on, or gives it back; false when it is another's by now.</summary>
    public async Task<bool> RenewAsync(Session session, ClaimedRequest claimed, TimeSpan keep, TimeProvider time) =>
        await session.ExecuteAsync(
            "update request set lease_until = @until where id = @Id and fence = @Fence",
            new { claimed.Request.Id, claimed.Fence, until = await session.ClockAsync(time) + (long)keep.TotalMilliseconds }) == 1;

    /// <summary>A worker has it in hand.</summary>
    public async Task<bool> IsHeldAsync(Session session, string id, TimeProvider time) =>
        await session.QueryOneAsync<long>(
            "select count(*) from request where id = @id and lease_until > @clock", new { id, clock = await session.ClockAsync(time) }) > 0;

    /// <summary>When the next request is due; null when none is.</summary>
    public Task<long?> NextDueAsync(Session session) =>
        session.QueryOneAsync<long?>("select min(due_at) from request where due_at is not null");

    /// <summary>The person's own requests, newest first.</summary>
    public async Task<IReadOnlyList<Request>> ListOwnAsync(Session session, string requester, int most) =>
        Readable((await session.QueryAsync<RequestRow>(
            $"select {Columns} from request where requester = @requester order by created_at desc, id limit @most",
            new { requester, most })));

    /// <summary>What waits for a decision, oldest first.</summary>
    public async Task<IReadOnlyList<Request>> ListPendingAsync(Session session, int most) =>
        Readable((await session.QueryAsync<RequestRow>(
            $"select {Columns} from request where state = 'pending-approval' order by created_at, id limit @most", new { most })));

    /// <summary>All requests since a day, newest first.</summary>
    public async Task<IReadOnlyList<Request>> ListSinceAsync(Session session, DateTimeOffset since, int most) =>
        Readable((await session.QueryAsync<RequestRow>(
            $"select {Columns} from request where created_at >= @at order by created_at desc, id limit @most",
            new { at = since.ToUnixTimeMilliseconds(), most })));

    /// <summary>A dialog's requests for one customer, newest first.</summary>
    public async Task<IReadOnlyList<Request>> ListForCustomerAsync(Session session, string dialog, string customer, int most) =>
        Readable((await session.QueryAsync<RequestRow>(
            $"select {Columns} from request where dialog = @dialog and customer = @customer order by created_at desc, id limit @most",
            new { dialog, customer, most })));

    /// <summary>A dialog's requests since a moment that came to their good end.</summary>
    public async Task<IReadOnlyList<Request>> ListStandingAsync(Session session, string dialog, DateTimeOffset since) =>
        Readable((await session.QueryAsync<RequestRow>(
            $"select {Columns} from request where dialog = @dialog and state = 'succeeded' and end_of is null and created_at >= @at",
            new { dialog, at = since.ToUnixTimeMilliseconds() })));

    /// <summary>What gave rights on subscriptions since a moment and came to its good end, newest first.</summary>
    public async Task<IReadOnlyList<Request>> ListGivenAsync(Session session, DateTimeOffset since, int most) =>
        Readable((await session.QueryAsync<RequestRow>(
            $"""
            select {Columns} from request
            where state = 'succeeded' and created_at >= @at and end_of is null and lane like 'subscription:%'
            order by created_at desc, id limit @most
            """,
            new { at = since.ToUnixTimeMilliseconds(), most })));

    /// <summary>The requests of a dialog in which something was done, newest first.</summary>
    public async Task<IReadOnlyList<Request>> ListDoneAsync(Session session, string dialog, int most) =>
        Readable((await session.QueryAsync<RequestRow>(
            $"""
            select {Columns} from request
            where dialog = @dialog and state in ('running', 'succeeded', 'failed', 'cancelled') order by created_at desc, id limit @most
            """,
            new { dialog, most })));

    /// <summary>What is asked for and not over for one customer, in any dialog, newest first.</summary>
    public async Task<IReadOnlyList<Request>> ListOpenAsync(Session session, string customer, int most) =>
        Readable((await session.QueryAsync<RequestRow>(
            $"""
            select {Columns} from request
            where state in ('pending-approval', 'approved', 'running') and customer = @customer order by created_at desc, id limit @most
            """,
            new { customer, most })));

    /// <summary>How many requests stand in each state that is not the end; a state that none is in is left out.</summary>
    public Task<IReadOnlyList<StateCount>> CountOpenAsync(Session session) =>
        session.QueryAsync<StateCount>(
            """
            select state as State, count(*) as Count from request
            where state in ('pending-approval', 'approved', 'running')
            group by state
            """);

    /// <exception cref="UnreadableRequestException">This version does not understand it.</exception>
    private Request? Read(RequestRow? row) => row is null ? null : json.Read(row.Id, row.Document);

    /// <summary>A list shows what can be read: one that cannot must not hide the others, and is named beside them.</summary>
    private IReadOnlyList<Request> Readable(IReadOnlyList<RequestRow> rows)
    {
        var requests = new List<Request>(rows.Count);
        foreach (var row in rows)
        {
            try
            {
                requests.Add(Read(row)!);
            }
            catch (UnreadableRequestException e)
            {
                _log.RequestLeftOut(e.Id, e.InnerException!.GetType().Name);
            }
        }

        return requests;
    }

    private StoredRequest Row(Request request) => new(
        request.Id,
        request.FormId,
        request.Dialog,
        request.State.Name(),
        request.Version,
        request.Requester.ObjectId,
        request.Operation.CustomerId,
        request.Operation.LaneOf(request.NextStep?.Name),
        request.DueAt?.ToUnixTimeMilliseconds(),
        request.CreatedAt.ToUnixTimeMilliseconds(),
        json.Write(request),
        request.ParentId,
        request.EndedAt is null ? RightOf(request) ?? WaitsFor(request) : null);

    private static string? RightOf(Request request) => request.Operation.Rights(request) switch
    {
        [] => null,
        [var only] => only.Key,
        _ => Several(request.Operation.CustomerId),
    };

    /// <summary>What a request that holds several rights is found by.</summary>
    private static string Several(string customer) => "several:" + customer.ToLowerInvariant();

    /// <summary>
    /// What an event alone ends stands until then, and must not be forgotten before: it holds a right of its own. So does a pre-approval.
    /// </summary>
    private static string? WaitsFor(Request request) =>
        request.Operation.EndsOnEvent && request.State == RequestState.Succeeded ? "event:" + request.Id
        : PreapprovalMatch.Stands(request) ? "preapproval:" + request.Id
        : null;

    private sealed record StoredRequest(
        string Id,
        string FormId,
        string Dialog,
        string State,
        int Version,
        string Requester,
        string Customer,
        string Lane,
        long? DueAt,
        long CreatedAt,
        string Document,
        string? EndOf,
        string? RightKey);

    // Dapper fills properties by name, whichever integer width the database returns.
    private sealed class RequestRow
    {
        public string Id { get; set; } = "";

        public string FormId { get; set; } = "";

        public int Version { get; set; }

        public long Fence { get; set; }

        public string? Lane { get; set; }

        public string? SetAside { get; set; }

        public string Document { get; set; } = "";
    }
}

/// <summary>
/// A request with the number of its claim: the fence tells the writes of who holds it, or read it,
/// from those of an earlier or later holder.
/// </summary>
internal sealed record ClaimedRequest(Request Request, long Fence);

/// <summary>How many requests are in a state.</summary>
internal sealed class StateCount
{
    public string State { get; set; } = "";

    public long Count { get; set; }
}

using CspBot.Partner;
using CspBot.Store;

namespace CspBot.Requests.Absences;

/// <summary>The rows of absences, within a read or write that does more.</summary>
internal static class AbsenceTable
{
    private const string Columns = """
        id as Id, tenant as Tenant, approver as Approver, approver_name as ApproverName, delegate as Delegate,
        delegate_name as DelegateName, made_by as MadeBy, made_name as MadeName, from_at as FromAt, until_at as UntilAt, state as State
        """;

    /// <summary>Those that hold at this moment for this person in somebody's place.</summary>
    public static async Task<IReadOnlyList<Absence>> ListOfDelegateAsync(Session session, Person person, DateTimeOffset now) =>
        Read(await session.QueryAsync<Row>(
            $"""
            select {Columns} from absence
            where tenant = @tenant and delegate = @person and state in ('coming', 'on') and from_at <= @now and until_at > @now order by id
            """,
            new { tenant = Lower(person.TenantId), person = Lower(person.ObjectId), now = now.ToUnixTimeMilliseconds() }));

    /// <summary>All that hold now or will.</summary>
    public static async Task<IReadOnlyList<Absence>> ListAsync(Session session, string tenantId, DateTimeOffset now, int most) =>
        Read(await session.QueryAsync<Row>(
            $"""
            select {Columns} from absence
            where tenant = @tenant and state in ('coming', 'on') and until_at > @now order by from_at, id limit @most
            """,
            new { tenant = Lower(tenantId), now = now.ToUnixTimeMilliseconds(), most }));

    /// <summary>One of this approver that holds within that span.</summary>
    public static async Task<Absence?> FindWithinAsync(Session session, Person approver, AbsenceSpan span) =>
        Read(await session.QueryAsync<Row>(
            $"""
            select {Columns} from absence
            where tenant = @tenant and approver = @person and state in ('coming', 'on') and from_at < @until and until_at > @from
            order by from_at limit 1
            """,
            new
            {
                tenant = Lower(approver.TenantId),
                person = Lower(approver.ObjectId),
                from = span.From.ToUnixTimeMilliseconds(),
                until = span.Until.ToUnixTimeMilliseconds(),
            })).FirstOrDefault();

    public static async Task<Absence?> FindAsync(Session session, string id) =>
        Read(await session.QueryAsync<Row>($"select {Columns} from absence where id = @id", new { id })).SingleOrDefault();

    public static async Task<Absence?> FindByFormAsync(Session session, string form) =>
        Read(await session.QueryAsync<Row>($"select {Columns} from absence where form = @form", new { form })).SingleOrDefault();

    /// <summary>False when there is one with this id or of this form.</summary>
    public static async Task<bool> InsertAsync(Session session, Absence absence, string form, DateTimeOffset now) =>
        await session.ExecuteAsync(
        """
        insert into absence(id, form, tenant, approver, approver_name, delegate, delegate_name, made_by, made_name, made_at, from_at,
            until_at, state, next_at)
        values (@Id, @form, @tenant, @approver, @approverName, @delegated, @delegateName, @madeBy, @madeName, @now, @from, @until, @State,
            @from)
        on conflict do nothing
        """,
        new
        {
            absence.Id,
            form,
            tenant = Lower(absence.Approver.TenantId),
            approver = Lower(absence.Approver.ObjectId),
            approverName = absence.Approver.Name,
            delegated = Lower(absence.Delegate.ObjectId),
            delegateName = absence.Delegate.Name,
            madeBy = Lower(absence.MadeBy.ObjectId),
            madeName = absence.MadeBy.Name,
            now = now.ToUnixTimeMilliseconds(),
            from = absence.Span.From.ToUnixTimeMilliseconds(),
            until = absence.Span.Until.ToUnixTimeMilliseconds(),
            absence.State,
        }) == 1;

    /// <summary>One that the clock is to look at; the one that is due longest comes first.</summary>
    public static async Task<Absence?> FindDueAsync(Session session, DateTimeOffset now) =>
        Read(await session.QueryAsync<Row>(
            $"select {Columns} from absence where next_at <= @now order by next_at, id limit 1",
            new { now = now.ToUnixTimeMilliseconds() })).SingleOrDefault();

    /// <summary>When the clock is to look at any of them next; null for never.</summary>
    public static Task<long?> NextDueAsync(Session session) => session.QueryOneAsync<long?>("select min(next_at) from absence");

    /// <summary>It is in another state; false when it was not in this one any more.</summary>
    public static async Task<bool> BecomesAsync(Session session, Absence before, string state, DateTimeOffset? next) =>
        await session.ExecuteAsync(
            "update absence set state = @state, next_at = @next where id = @Id and state = @State0",
            new { before.Id, State0 = before.State, state, next = next?.ToUnixTimeMilliseconds() }) == 1;

    private static List<Absence> Read(IReadOnlyList<Row> rows) => [.. rows.Select(row => new Absence(
        row.Id,
        new AbsentPair(
            new Person(row.Approver, row.Tenant, row.ApproverName), new Person(row.Delegate, row.Tenant, row.DelegateName)),
        new Person(row.MadeBy, row.Tenant, row.MadeName),
        new AbsenceSpan(DateTimeOffset.FromUnixTimeMilliseconds(row.FromAt), DateTimeOffset.FromUnixTimeMilliseconds(row.UntilAt)),
        row.State))];

    private static string Lower(string id) => id.ToLowerInvariant();

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Tenant { get; set; } = "";

        public string Approver { get; set; } = "";

        public string ApproverName { get; set; } = "";

        public string Delegate { get; set; } = "";

        public string DelegateName { get; set; } = "";

        public string MadeBy { get; set; } = "";

        public string MadeName { get; set; } = "";

        public long FromAt { get; set; }

        public long UntilAt { get; set; }

        public string State { get; set; } = "";
    }
}

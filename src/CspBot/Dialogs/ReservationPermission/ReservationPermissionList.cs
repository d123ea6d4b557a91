using System.Globalization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Permissions;
using CspBot.Requests;

namespace CspBot.Dialogs.ReservationPermission;

/// <summary>
/// Who is on: one page of it with what stands now, since when, by whom, approved by whom,
/// and what was bought since; and the export.
/// </summary>
internal sealed class ReservationPermissionList(AzureOperations azure, RequestService requests, PermissionWatch watch, FormSeal forms)
{
    /// <summary>Rows of a page; each costs two reads.</summary>
    public const int Rows = 6;
    private const int Exported = 120;
    private const int ReadAtOnce = 8;
    private const int Requests = 30;

    public async Task<DialogReply> ShowAsync(DialogTurn turn, CancellationToken ct)
    {
        var naming = turn.ProbeAsync(token => azure.SearchCustomersAsync("", Searches.Listed, token, turn.Caller.Only), ct);
        var caughtUp = await turn.ProbeAsync(CatchUpAsync, ct);
        var words = turn.Input["find"];
        var query = new PermissionQuery(words, turn.Caller.Only);
        var count = await watch.CountOnAsync(query, ct);
        var pages = Math.Max(1, (count + Rows - 1) / Rows);
        var page = int.TryParse(turn.Input["page"], CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 0, pages - 1) : 0;
        var known = await watch.ListOnAsync(query, page * Rows, Rows, ct);
        var progress = await watch.ProgressAsync(ct);
        var rows = await ReadAsync(turn, known, ct);
        var seal = await forms.ForNoticesAsync(ct);
        rows = [.. rows.Select(row => row with { Off = seal(PermissionWatch.OffVerb, [row.Customer]) })];
        var listed = (await naming).Value ?? [];
        var view = new ReservationPermissionPage(rows, words, page, pages, count, progress.Swept, progress.Walked, listed);
        return new DialogReply.ShowCard(ReservationPermissionListCards.Page(
            turn.Texts, view, caughtUp.Fault is { } fault ? RefusalCards.Banner(Refusal.From(fault), turn.Texts) : null));
    }

    /// <summary>Everybody who is on as comma-separated lines; what could not be counted in time stays empty.</summary>
    public async Task<DialogReply> ExportAsync(DialogTurn turn, CancellationToken ct)
    {
        var words = turn.Input["find"];
        var query = new PermissionQuery(words, turn.Caller.Only);
        var known = await watch.ListOnAsync(query, 0, Exported, ct);
        var rows = await ReadAsync(turn, known, ct);
        return new DialogReply.ShowCard(
            ReservationPermissionListCards.Export(turn.Texts, rows, await watch.CountOnAsync(query, ct), words));
    }

    private async Task<bool> CatchUpAsync(CancellationToken ct)
    {
        await watch.CatchUpAsync(ct);
        return true;
    }

    private async Task<IReadOnlyList<ReservationPermissionRow>> ReadAsync(
        DialogTurn turn, IReadOnlyList<KnownPermission> known, CancellationToken ct)
    {
        var rows = new ReservationPermissionRow[known.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, known.Count),
            new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = ct },
            async (at, token) => rows[at] = await ReadOneAsync(turn, known[at], token));
        return rows;
    }

    private async Task<ReservationPermissionRow> ReadOneAsync(DialogTurn turn, KnownPermission known, CancellationToken ct)
    {
        var reading = turn.ProbeAsync(token => azure.GetReservationPermissionsAsync(known.Customer, token), ct);
        var ordering = turn.ProbeAsync(token => azure.ListOrdersAsync(known.Customer, onlyOneTime: true, token), ct);
        var made = await requests.ListForCustomerAsync(PermissionWatch.Topic, known.Customer, Requests, ct);
        var (live, orders) = (await reading, await ordering);
        var now = live.Value ?? known.Permissions;
        var grants = new[]
        {
            now.ReservedInstances ? Grant(made, operation => operation.ReservedInstances, known.ReservedAt, known.ReservedBy) : null,
            now.SavingsPlan ? Grant(made, operation => operation.SavingsPlan, known.SavingsAt, known.SavingsBy) : null,
        };
        var first = grants.OfType<PermissionGrant>().Select(grant => grant.Since).Min();
        var bought = orders.Value?.Count(order => first is null || order.CreatedAt >= first);
        return new ReservationPermissionRow(known.Customer, known.Name, now, live.Value is not null, grants[0], grants[1], first, bought);
    }

    /// <summary>The bot's own request, unless the log names a later switch by somebody else.</summary>
    private static PermissionGrant Grant(
        IReadOnlyList<Request> made, Func<ReservationPermissionOperation, bool?> switched, long? loggedAt, string? loggedBy)
    {
        var logged = loggedAt is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : (DateTimeOffset?)null;
        var last = made
            .Where(request => request.State == RequestState.Succeeded
                && request.Operation is ReservationPermissionOperation operation
                && switched(operation) is not null)
            .MaxBy(request => request.FinishedAt);
        var isOurs = last is not null
            && switched((ReservationPermissionOperation)last.Operation) == true
            && (loggedBy is null || logged <= last.FinishedAt);
        return isOurs
            ? new PermissionGrant(last!.FinishedAt, last.Requester.Name, last.Decision?.By.Name, last.EndsAt)
            : new PermissionGrant(logged, loggedBy, null, null);
    }
}

/// <summary>Since when one of the two is on, by whom, approved by whom, until when; null where nobody knows.</summary>
internal sealed record PermissionGrant(DateTimeOffset? Since, string? By, string? ApprovedBy, DateTimeOffset? Until);

/// <summary>One customer who is on.</summary>
/// <param name="IsLive">Read just now; otherwise as last seen.</param>
/// <param name="Since">When the first of the two was turned on; null where nobody knows.</param>
/// <param name="Bought">One-time orders since then, or all of them; null when they could not be read.</param>
internal sealed record ReservationPermissionRow(
    string Customer,
    string Name,
    ReservationPermissions Now,
    bool IsLive,
    PermissionGrant? Reserved,
    PermissionGrant? Savings,
    DateTimeOffset? Since,
    int? Bought)
{
    /// <summary>Form and seal of the button that turns everything off; the row of an export has none.</summary>
    public (string Form, string Seal) Off { get; init; }
}

/// <summary>What a page of the list shows.</summary>
/// <param name="Customers">Some of all customers, to open one that is not in the list.</param>
internal sealed record ReservationPermissionPage(
    IReadOnlyList<ReservationPermissionRow> Rows,
    string Words,
    int Page,
    int Pages,
    int Count,
    bool Swept,
    bool Walked,
    IReadOnlyList<Customer> Customers);

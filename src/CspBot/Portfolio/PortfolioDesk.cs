using CspBot.Cloud;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Portfolio;

/// <summary>The lists over all customers, from the store alone: no call, however many customers there are.</summary>
internal sealed class PortfolioDesk(
    Database database, CustomerIndex customers, PortfolioOptions options, TimeProvider time)
{
    private IReadOnlySet<string>? _only;

    /// <summary>What is used less than this, in percent, is used badly.</summary>
    public decimal UsedBadlyBelow => options.UsedBadlyBelow;

    /// <summary>The same over these customers alone; null for all.</summary>
    public PortfolioDesk Among(IReadOnlySet<string>? only) =>
        only is null ? this : new(database, customers, options, time) { _only = only };

    /// <summary>How long the lists are, and how old what they rest on is.</summary>
    public async Task<PortfolioOverview> OverviewAsync(CancellationToken ct)
    {
        var (ages, round) = await database.ReadAsync(
            async s => (await PortfolioTable.AgesAsync(s, _only), await Walk.ReadAsync(s, PortfolioWalk.Round)), ct);
        return new PortfolioOverview(
            await CountAsync(PortfolioList.Ends, "", ct),
            await CountAsync(PortfolioList.Badly, "", ct),
            await CountAsync(PortfolioList.Gone, "", ct),
            ages.Holders,
            ages.Newest,
            ages.Oldest,
            NotLookedAt(ages, round),
            ages.Unread);
    }

    /// <summary>How many of a list hold the words.</summary>
    public async Task<int> CountAsync(PortfolioList which, string words, CancellationToken ct) => which == PortfolioList.Gone
        ? (await GoneAsync(words, ct)).Count
        : await database.ReadAsync(s => PortfolioTable.CountAsync(s, Query(which, words, 0, 0)), ct);

    /// <summary>A part of a list.</summary>
    /// <param name="which">The list.</param>
    /// <param name="words">Stand anywhere in the names of customer and product; empty for all.</param>
    /// <param name="skip">Rows before the part.</param>
    /// <param name="take">Rows of it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<KnownHolding>> ListAsync(PortfolioList which, string words, int skip, int take, CancellationToken ct) =>
        which == PortfolioList.Gone
            ? [.. (await GoneAsync(words, ct)).Skip(skip).Take(take)]
            : await database.ReadAsync(s => PortfolioTable.ListAsync(s, Query(which, words, skip, take)), ct);

    /// <summary>Customers where something could not be read, by name; the words stand anywhere in name or domain.</summary>
    public async Task<IReadOnlyList<UnreadCustomer>> UnreadAsync(string words, CancellationToken ct)
    {
        var folded = CustomerSearch.Fold(words);
        return
        [
            .. (await database.ReadAsync(PortfolioLooks.UnreadAsync, ct))
                .Where(row => _only?.Contains(row.Customer) != false)
                .Select(row => new UnreadCustomer(
                    customers.Find(row.Customer) ?? new Customer(row.Customer, row.Customer, ""),
                    row.Fault,
                    row.LookedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null))
                .Where(unread => CustomerSearch.Fold($"{unread.Customer.Name} {unread.Customer.Domain}")
                    .Contains(folded, StringComparison.Ordinal))
                .OrderBy(unread => CustomerSearch.Fold(unread.Customer.Name), StringComparer.Ordinal),
        ];
    }

    /// <summary>Everything that all customers hold, soonest to end first.</summary>
    public Task<IReadOnlyList<KnownHolding>> AllAsync(CancellationToken ct) =>
        database.ReadAsync(s => PortfolioTable.AllAsync(s, time.GetUtcNow(), _only), ct);

    /// <summary>An agent opened the list, and it was read just now: as good as a look of the walk.</summary>
    public Task SawAsync(Customer customer, Holdings holdings, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var sight = HoldingSight.Of(customer, holdings, now, now + options.LookEvery);
        return database.WriteAsync(
            async session =>
            {
                await PortfolioTable.SawAsync(session, sight);
                return true;
            },
            ct);
    }

    /// <summary>An answer told what the holding costs over its term; the lists over all customers know it from now on.</summary>
    public Task CommitAsync(string customer, Holding holding, Money commitment, CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            await PortfolioTable.CommitAsync(session, customer, holding, commitment);
            return true;
        },
        ct);

    /// <summary>
    /// The family of machines that it would renew into and that is not sold any more on that day; null where it does not renew, or is sold.
    /// A term that nothing tells counts as one year.
    /// </summary>
    public static string? GoneAtRenewal(Rules rules, Holding holding) => holding is { Renews: true, ExpiresAt: { } end }
        ? rules.OldFamilies.Gone(holding.Sku.Length > 0 ? holding.Sku : holding.Name, holding.Term ?? "P1Y", end)
        : null;

    private async Task<List<KnownHolding>> GoneAsync(string words, CancellationToken ct) =>
        [.. (await database.ReadAsync(s => PortfolioTable.ListAsync(s, Query(PortfolioList.Gone, words, 0, int.MaxValue)), ct))
            .Where(known => GoneAtRenewal(options.Rules, known.Holding) is not null)];

    private PortfolioQuery Query(PortfolioList which, string words, int skip, int take) =>
        new(which, time.GetUtcNow(), options.UsedBadlyBelow, words, skip, take) { Only = _only };

    /// <summary>The slow round's place tells: once it was around, everybody was met.</summary>
    private int? NotLookedAt(PortfolioAges ages, WalkState? round)
    {
        if (!customers.IsComplete)
            return null;
        var missed = (round?.Missed ?? []).ToHashSet(StringComparer.Ordinal);
        return customers.Customers
            .Select(customer => customer.Id.ToLowerInvariant())
            .Where(id => _only?.Contains(id) != false)
            .Count(id => !ages.Looked.Contains(id)
                && (missed.Contains(id) || (round?.Rounds is null or 0 && string.CompareOrdinal(id, round?.Place ?? "") > 0)));
    }
}

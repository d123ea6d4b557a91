using CspBot.Cloud;
using CspBot.Portfolio;
using CspBot.Store;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Portfolio;

/// <summary>What is kept of customers' holdings, said once: run on SQLite and on PostgreSQL.</summary>
public abstract class PortfolioStoreSuite : StoredSuite
{
    private static readonly Customer Contoso = new("c0000000-0000-4000-8000-000000000001", "Contoso", "contoso.com");
    private static readonly Customer Creme = new("c0000000-0000-4000-8000-000000000002", "Crème Fraîche", "creme.fr");
    private readonly StoreClock _clock = new();

    protected async Task AWholeLookReplacesWhatWasKnownAndASilentSourceTakesNothingAway()
    {
        await SawAsync(Contoso, null, Machines("o1", "r1", days: 40), Machines("o2", "r2", days: 400), Plan("p1"));
        Assert.Equal(["o1/r1", "o2/r2", "p1/s1"], await AllAsync());
        _clock.Advance(TimeSpan.FromHours(1));

        // Azure is silent: Partner Center tells of the orders that Azure showed before, and of a new one.
        await SawAsync(Contoso, CloudReason.NoDelegatedAdministration, Entitlement("O2"), Entitlement("o3"));
        Assert.Equal(["o1/r1", "o2/r2", "o3/product", "p1/s1"], await AllAsync());
        _clock.Advance(TimeSpan.FromHours(1));

        // Returned, exchanged, cancelled, ended: gone. One that Azure shows again is no second one.
        await SawAsync(
            Contoso,
            null,
            Machines("o2", "r2", days: 400),
            Machines("o4", "r4", days: 10) with { State = "Cancelled" },
            Machines("o5", "r5", days: -1));
        Assert.Equal(["o2/r2"], await AllAsync());
        _clock.Advance(TimeSpan.FromDays(401));
        Assert.Empty(await AllAsync());
    }

    protected async Task TheListsHoldWhatTheyShouldAndAreSearchedAndPaged()
    {
        await SawAsync(
            Contoso,
            null,
            Machines("o1", "soon", days: 89) with { Used = [new(1, 0), new(7, 10), new(30, 79.99m)] },
            Machines("o2", "late", days: 91) with { Used = [new(30, 80)], Renews = true },
            Machines("o3", "young", days: 300) with { Used = [new(1, 0), new(7, 12.5m)], Renews = true, Sku = "Standard_D2s_v3" },
            Machines("o4", "untold", days: 500));
        await SawAsync(Creme, null, Machines("o5", "hers", days: 5) with { Used = [new(30, 3)] });
        Assert.Equal(["o5/hers", "o1/soon"], await ListAsync(PortfolioList.Ends));
        Assert.Equal(["o5/hers", "o3/young", "o1/soon"], await ListAsync(PortfolioList.Badly));
        Assert.Equal(["o2/late", "o3/young"], await ListAsync(PortfolioList.Gone));
        Assert.Equal(["o5/hers"], await ListAsync(PortfolioList.Ends, "creme"));
        Assert.Equal(["o3/young"], await ListAsync(PortfolioList.Badly, "D2s v3"));
        Assert.Equal(["o3/young"], await ListAsync(PortfolioList.Badly, "", skip: 1, take: 1));
        Assert.Equal(3, await ReadAsync(s => PortfolioTable.CountAsync(s, Query(PortfolioList.Badly, "", 0, 0))));
        Assert.Empty(await ListAsync(PortfolioList.Ends, "nobody"));
    }

    protected async Task ACommitmentThatAnAnswerToldStaysUntilTheHoldingGoes()
    {
        var machines = Machines("o1", "r1", days: 40);
        await SawAsync(Contoso, null, machines, Plan("p1"));
        await WriteAsync(s => PortfolioTable.CommitAsync(s, Contoso.Id.ToUpperInvariant(), machines, new Money(1234.56m, "EUR")));
        await SawAsync(Contoso, null, machines, Plan("p1"));
        var known = await ReadAsync(s => PortfolioTable.AllAsync(s, _clock.GetUtcNow(), null));
        Assert.Equal(
            [new Money(1234.56m, "EUR"), new Money(0.25m * 24 * 365 * 3, "USD")], known.Select(one => one.Commitment));
        await SawAsync(Contoso, null);
        await SawAsync(Contoso, null, machines);
        Assert.Null((await ReadAsync(s => PortfolioTable.AllAsync(s, _clock.GetUtcNow(), null)))[0].Commitment);
    }

    protected async Task WhatThisVersionCannotReadIsLeftOutAndWrittenAnew()
    {
        await SawAsync(Contoso, null, Machines("o1", "r1", days: 40), Machines("o2", "r2", days: 41));
        await WriteAsync(s => s.ExecuteAsync("""update holding set document = '{"kind":"Of tomorrow"}' where id = 'o1/r1'"""));
        Assert.Equal(["o2/r2"], await AllAsync());
        await SawAsync(Contoso, null, Machines("o1", "r1", days: 40), Machines("o2", "r2", days: 41));
        Assert.Equal(["o1/r1", "o2/r2"], await AllAsync());
    }

    protected async Task WhoeverMayHoldSomethingIsLookedAtOftenAndNobodyElse()
    {
        await WriteAsync(s => s.ExecuteAsync(
            """
            insert into permission(customer, name, sought, reserved, savings, checked_at) values ('on', 'On', 'on', 0, 1, 1);
            insert into permission(customer, name, sought, reserved, savings, checked_at) values ('off', 'Off', 'off', 0, 0, 1);
            insert into purchase(id, customer, kind, at, state, document) values ('1', 'bought', 'one-time', 1, 'past', '{}');
            insert into purchase(id, customer, kind, at, state, document) values ('2', 'licence', 'subscription', 1, 'past', '{}')
            """));
        Assert.Equal(["bought", "on"], await DueAsync());
        await SawAsync(Contoso, null, Machines("o1", "r1", days: 40));
        await SawAsync(Creme, null);
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(["bought", Contoso.Id, "on"], await DueAsync());

        // Bought just now: looked at again once the order can be read, and once only.
        await SawAsync(Contoso, null, Machines("o1", "r1", days: 40));
        await WriteAsync(s => s.ExecuteAsync(
            "insert into purchase(id, customer, kind, at, state, document) values ('3', @Id, 'reservation', @now, 'told', '{}')",
            new { Contoso.Id, now = _clock.GetUtcNow().ToUnixTimeMilliseconds() }));
        Assert.DoesNotContain(Contoso.Id, await DueAsync());
        _clock.Advance(TimeSpan.FromMinutes(21));
        Assert.Contains(Contoso.Id, await DueAsync());
        await SawAsync(Contoso, null, Machines("o1", "r1", days: 40));
        _clock.Advance(TimeSpan.FromMinutes(25));
        Assert.DoesNotContain(Contoso.Id, await DueAsync());
    }

    protected async Task TheRemindersHearOfReservationsThatTheyDoNotKnowOnce()
    {
        var known = Machines("o1", "r1", days: 40) with { PartnerOrderId = "P1" };
        await WriteAsync(s => s.ExecuteAsync(
            "insert into reservation_end(id, customer, expires_at, told, document) values ('o1', @Id, 1, 999, '{}')", new { Contoso.Id }));
        await SawAsync(Contoso, null, known, Plan("p1"), Machines("o3", "r3", days: 50));
        Assert.Empty(await ReadAsync(s => s.QueryAsync<string>("select customer from customer_look")));
        await SawAsync(Contoso, null, known, Machines("O2", "r2", days: 40) with { PartnerOrderId = "P2" });
        Assert.Equal([Contoso.Id], await ReadAsync(s => s.QueryAsync<string>("select customer from customer_look")));
    }

    private static Holding Machines(string order, string id, int days) => new(HoldingKind.Reservation, order, id, id + " machines")
    {
        Sku = "Standard_B2s",
        Resource = "VirtualMachines",
        Term = "P1Y",
        ExpiresAt = new StoreClock().GetUtcNow().AddDays(days),
        State = "Succeeded",
    };

    private static Holding Plan(string order) => new(HoldingKind.SavingsPlan, order, "s1", "Plan")
    {
        Term = "P3Y",
        Hourly = new Money(0.25m, "USD"),
        ExpiresAt = new StoreClock().GetUtcNow().AddDays(1000),
        State = "Created",
    };

    private static Holding Entitlement(string order) => new(HoldingKind.Reservation, order, "", "Product")
    {
        ExpiresAt = new StoreClock().GetUtcNow().AddDays(450),
        InAzure = false,
    };

    private Task SawAsync(Customer customer, CloudReason? fault, params Holding[] found) => WriteAsync(s => PortfolioTable.SawAsync(
        s, new HoldingSight(customer, found, fault?.ToString(), _clock.GetUtcNow(), _clock.GetUtcNow().AddHours(1))));

    private async Task<IReadOnlyList<string>> AllAsync() =>
        Ids(await ReadAsync(s => PortfolioTable.AllAsync(s, _clock.GetUtcNow(), null)));

    private async Task<IReadOnlyList<string>> ListAsync(PortfolioList which, string words = "", int skip = 0, int take = 10) =>
        Ids(await ReadAsync(s => PortfolioTable.ListAsync(s, Query(which, words, skip, take))));

    private async Task<IReadOnlyList<string>> DueAsync() =>
        [.. (await Database.WriteAsync(s => PortfolioLooks.DueAsync(s, _clock.GetUtcNow(), 20), default))
            .Select(look => look.Customer).Order(StringComparer.Ordinal)];

    private PortfolioQuery Query(PortfolioList which, string words, int skip, int take) =>
        new(which, _clock.GetUtcNow(), 80, words, skip, take);

    private static IReadOnlyList<string> Ids(IReadOnlyList<KnownHolding> known) =>
    [
        .. known.Select(one => one.Holding)
            .Select(holding => $"{holding.OrderId}/{(holding.Id.Length > 0 ? holding.Id : holding.Name)}".ToLowerInvariant()),
    ];

    private Task<T> ReadAsync<T>(Func<Session, Task<T>> work) => Database.ReadAsync(work, default);

    private Task WriteAsync(Func<Session, Task> work) => Database.WriteAsync(
        async session =>
        {
            await work(session);
            return true;
        },
        default);
}

/// <summary>The suite on SQLite, a file each.</summary>
public sealed class SqlitePortfolioTests : PortfolioStoreSuite
{
    [Fact]
    public Task A_whole_look_replaces_what_was_known_and_a_silent_source_takes_nothing_away() =>
        AWholeLookReplacesWhatWasKnownAndASilentSourceTakesNothingAway();

    [Fact] public Task The_lists_hold_what_they_should_and_are_searched_and_paged() => TheListsHoldWhatTheyShouldAndAreSearchedAndPaged();

    [Fact]
    public Task A_commitment_that_an_answer_told_stays_until_the_holding_goes() => ACommitmentThatAnAnswerToldStaysUntilTheHoldingGoes();

    [Fact] public Task What_this_version_cannot_read_is_left_out_and_written_anew() => WhatThisVersionCannotReadIsLeftOutAndWrittenAnew();

    [Fact]
    public Task Whoever_may_hold_something_is_looked_at_often_and_nobody_else() => WhoeverMayHoldSomethingIsLookedAtOftenAndNobodyElse();

    [Fact]
    public Task The_reminders_hear_of_reservations_that_they_do_not_know_once() => TheRemindersHearOfReservationsThatTheyDoNotKnowOnce();
}

/// <summary>The suite on a real PostgreSQL, a database each.</summary>
public sealed class PostgresPortfolioTests : PortfolioStoreSuite
{
    protected override async Task<string> ConnectionStringAsync() => await (await PostgresServer.SharedAsync()).NewDatabaseAsync();

    [RequiresFact("postgres")]
    public Task A_whole_look_replaces_what_was_known_and_a_silent_source_takes_nothing_away() =>
        AWholeLookReplacesWhatWasKnownAndASilentSourceTakesNothingAway();

    [RequiresFact("postgres")]
    public Task The_lists_hold_what_they_should_and_are_searched_and_paged() => TheListsHoldWhatTheyShouldAndAreSearchedAndPaged();

    [RequiresFact("postgres")]
    public Task A_commitment_that_an_answer_told_stays_until_the_holding_goes() => ACommitmentThatAnAnswerToldStaysUntilTheHoldingGoes();

    [RequiresFact("postgres")]
    public Task What_this_version_cannot_read_is_left_out_and_written_anew() => WhatThisVersionCannotReadIsLeftOutAndWrittenAnew();

    [RequiresFact("postgres")]
    public Task Whoever_may_hold_something_is_looked_at_often_and_nobody_else() => WhoeverMayHoldSomethingIsLookedAtOftenAndNobodyElse();

    [RequiresFact("postgres")]
    public Task The_reminders_hear_of_reservations_that_they_do_not_know_once() => TheRemindersHearOfReservationsThatTheyDoNotKnowOnce();
}

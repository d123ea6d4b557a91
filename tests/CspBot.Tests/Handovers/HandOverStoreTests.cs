using CspBot.Dialogs.VisualStudio;
using CspBot.Handovers;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Store;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Handovers;

/// <summary>The rows of hand-overs, said once: run on SQLite and on PostgreSQL.</summary>
public abstract class HandOverStoreSuite : StoredSuite
{
    private const string Contoso = "c0000000-0000-4000-8000-000000000001";
    private static readonly Person Nora = new("00000000-0000-4000-8000-000000000020", "00000000-0000-4000-8000-000000000001", "Nora");
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);

    protected async Task TheSameNumbersAreOneHandOverThatBeginsAnewOnlyWhenTheCustomerEndedIt()
    {
        await KeepAsync("R-AAAAA", "A1", "L1");
        Assert.Equal("R-AAAAA", await StandingAsync("R-BBBBB", "A1", "L1"));
        Assert.Null(await StandingAsync("R-AAAAA", "A1", "L1"));
        Assert.Null(await StandingAsync("R-BBBBB", "A1", "L2"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => KeepAsync("R-BBBBB", "A1", "L1"));
        var one = (await FindAsync("R-AAAAA"))!;
        Assert.Equal((1, HandOverState.HandedOver, Now), (one.Version, one.State, one.MadeAt));

        // Of two who speak one is heard.
        var said = await Task.WhenAll(SayAsync(one, HandOverState.Removed), SayAsync(one, HandOverState.Confirmed));
        Assert.Single(said, heard => heard);
        one = (await FindAsync("R-AAAAA"))!;
        Assert.True(one.State == HandOverState.Removed || await SayAsync(one, HandOverState.Removed));
        one = (await FindAsync("R-AAAAA"))!;
        Assert.Equal(("Nora", Now.AddDays(1)), (one.SaidBy?.Name, one.SaidAt));

        // Told once, whoever comes.
        Assert.Single(await ReadAsync(HandOverTable.UntoldAsync));
        var told = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Database.WriteAsync(session => HandOverTable.ToldAsync(session, one), default)));
        Assert.Single(told, first => first);
        Assert.Empty(await ReadAsync(HandOverTable.UntoldAsync));

        Assert.Null(await StandingAsync("R-BBBBB", "A1", "L1"));
        await KeepAsync("R-BBBBB", "A1", "L1");
        var anew = (await FindAsync("R-BBBBB"))!;
        Assert.Equal(("R-AAAAA", "R-BBBBB", HandOverState.HandedOver, null), (anew.Id, anew.Request, anew.State, anew.SaidBy?.Name));
        Assert.Equal(one.Version + 1, anew.Version);
        Assert.Equal(1, await CountAsync("", null));
    }

    protected async Task WhatIsDueIsCountedOnceAndTheListKnowsWhoSeesWhat()
    {
        await KeepAsync("R-AAAAA", "A1", "L1");
        await KeepAsync("R-BBBBB", "A2", "L2", "C0000000-0000-4000-8000-000000000002");
        var options = new HandOverOptions();
        Assert.Empty(await DueAsync(Now.AddDays(2.9)));
        var due = await DueAsync(Now.AddDays(3));
        Assert.Equal(["R-AAAAA", "R-BBBBB"], due.Select(one => one.Id));
        var counted = await Task.WhenAll(Enumerable.Range(0, 4).Select(
            _ => Database.WriteAsync(session => HandOverTable.RemindedAsync(session, due[0], Now.AddDays(3)), default)));
        Assert.Single(counted, first => first);
        Assert.Equal(["R-BBBBB"], (await DueAsync(Now.AddDays(9.9))).Select(one => one.Id));
        Assert.Equal(["R-BBBBB", "R-AAAAA"], (await DueAsync(Now.AddDays(10))).Select(one => one.Id));

        Assert.Equal(
            (2, 1, 1, 0, 1),
            (await CountAsync("", null),
                await CountAsync("", [Contoso.ToUpperInvariant()]),
                await CountAsync("l2", null),
                await CountAsync("l2", [Contoso]),
                await CountAsync("CRÈME", null)));
        Assert.Equal(0, await CountAsync("", []));
        var page = await ReadAsync(session => HandOverTable.ListAsync(session, new HandOverQuery("", null, 1, 1)));
        Assert.Equal(["R-BBBBB"], page.Select(one => one.Id));

        Task<IReadOnlyList<HandOver>> DueAsync(DateTimeOffset at) => ReadAsync(session => HandOverTable.DueAsync(session, options, at));
    }

    private async Task KeepAsync(string request, string authorization, string licence, string customer = Contoso)
    {
        var one = new HandOver
        {
            Id = request,
            Request = request,
            CustomerId = customer,
            CustomerName = customer == Contoso ? "Contoso" : "Crème Fraîche",
            Way = VisualStudioWays.Direct,
            Authorization = authorization,
            Licence = licence,
            Email = "it@contoso.example",
            Requester = Nora,
            MadeAt = Now,
            SinceAt = Now,
        };
        var made = new Request
        {
            Id = request,
            FormId = request,
            Dialog = VisualStudioDialog.Own,
            Operation = new HandOverOperation
            {
                CustomerId = customer,
                CustomerName = one.CustomerName,
                Way = one.Way,
                Authorization = authorization,
                Licence = licence,
                Email = one.Email,
            },
            Requester = Nora,
            Language = "en",
            Place = new RequestPlace("c", "personal", null),
            State = RequestState.Running,
            ApprovalReason = "none",
            Steps = [],
            CreatedAt = Now,
        };
        await Database.WriteAsync(
            async session =>
            {
                await HandOverTable.Keeping(one).KeepAsync(session, made, Now);
                return true;
            },
            default);
    }

    private Task<string?> StandingAsync(string request, string authorization, string licence) =>
        ReadAsync(HandOverTable.Standing(Contoso, authorization, licence, request).ReadAsync);

    private Task<HandOver?> FindAsync(string id) => ReadAsync(session => HandOverTable.FindAsync(session, id));

    private Task<bool> SayAsync(HandOver seen, HandOverState state) =>
        Database.WriteAsync(session => HandOverTable.SayAsync(session, seen, state, Nora, Now.AddDays(1)), default);

    private Task<int> CountAsync(string words, string[]? only) =>
        ReadAsync(session => HandOverTable.CountAsync(session, new HandOverQuery(words, only?.ToHashSet())));

    private Task<T> ReadAsync<T>(Func<Session, Task<T>> read) => Database.ReadAsync(read, default);
}

public sealed class SqliteHandOverTests : HandOverStoreSuite
{
    [Fact]
    public Task The_same_numbers_are_one_hand_over_that_begins_anew_only_when_the_customer_ended_it() =>
        TheSameNumbersAreOneHandOverThatBeginsAnewOnlyWhenTheCustomerEndedIt();

    [Fact]
    public Task What_is_due_is_counted_once_and_the_list_knows_who_sees_what() => WhatIsDueIsCountedOnceAndTheListKnowsWhoSeesWhat();
}

public sealed class PostgresHandOverTests : HandOverStoreSuite
{
    protected override async Task<string> ConnectionStringAsync() => Tools.MissingAmong(["postgres"]) is null
        ? await (await PostgresServer.SharedAsync()).NewDatabaseAsync()
        : "Data Source=" + Path.Combine(TempFolder.Create("hand-overs"), "store.db");

    [RequiresFact("postgres")]
    public Task The_same_numbers_are_one_hand_over_that_begins_anew_only_when_the_customer_ended_it() =>
        TheSameNumbersAreOneHandOverThatBeginsAnewOnlyWhenTheCustomerEndedIt();

    [RequiresFact("postgres")]
    public Task What_is_due_is_counted_once_and_the_list_knows_who_sees_what() => WhatIsDueIsCountedOnceAndTheListKnowsWhoSeesWhat();
}

using System.Globalization;
using CspBot.Cloud;
using CspBot.Dialogs.Customers;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.BreakGlass;
using CspBot.Requests.Preapprovals;
using CspBot.Store;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>What ran without approval is not kept by another way: not by giving it for longer, nor by failing half-way.</summary>
public sealed class GlassKeptTests
{
    private static readonly Person Nora = new("00000000-0000-4000-8000-000000000020", "t", "Nora");
    private static readonly Person Tomas = new("00000000-0000-4000-8000-000000000021", "t", "Tomas");

    /// <summary>Neither a pre-approval to keep rights longer nor another broken glass holds it on: a no takes it away.</summary>
    [Fact]
    public async Task A_right_that_nobody_confirmed_is_not_given_for_longer_by_any_way()
    {
        await using var host = await BotHost.StartAsync(GlassScenes.On(("Approvals:Standing:Enabled", "true")));
        await host.Tomas.InstallAsync();
        await PreapproveAsync(host);
        var (grant, user, subscription) = await Scenarios.ReviewGrantAsync(host.Nora, "1h");
        var (_, id) = await GlassScenes.BreakAsync(host.Nora, grant);
        var card = await GlassScenes.CardAsync(host.Tomas, id, "Done and verified");
        var assignment = AccessScenes.NameOf(host, user, subscription);
        var form = await AccessScenes.ForgeAsync(
            host.Nora, "extend", ("subscription", subscription), ("assignment", assignment));
        var review = await host.Nora.ClicksAsync(
            form, "customers/details", new Dictionary<string, string> { ["duration"] = "8h", ["reason"] = "It takes longer" });
        Assert.Contains(
            $"comes from {id}, which ran without approval and is not confirmed.", CardReader.Text(review), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(review, "customers/submit") || CardReader.HasButton(review, "customers/glass"));

        // One that was on its way is refused in the moment of holding too.
        var given = (await FindAsync(host, id))!;
        await AddAsync(host, given with
        {
            Id = "R-TEST7",
            FormId = "form-test",
            Dialog = "customers",
            Operation = Longer(given, assignment, user, subscription),
            ApprovalReason = "rule-none",
            Glass = null,
            Notes = new Dictionary<string, string>(),
            State = RequestState.Approved,
            Steps = [new RequestStep("check"), new RequestStep("hold")],
            EndsAt = null,
            UndoUntil = null,
            FinishedAt = null,
            DueAt = given.CreatedAt,
        });
        await Eventually.IsTrueAsync("it is refused", async () => (await FindAsync(host, "R-TEST7"))!.State == RequestState.Failed);
        Assert.Equal(new Refusal("CustomerAccess.Unconfirmed", "Her", id), (await FindAsync(host, "R-TEST7"))!.Problem);

        await host.Tomas.ClicksAsync(card.Card, GlassScenes.NotConfirm, null, card.Id);
        await host.Nora.SeesAsync("Tomas Berg did not confirm it, and it was undone.");
        Assert.DoesNotContain((subscription, user), await host.UserOwnersAsync());
    }

    /// <summary>Its write is done and its step is not: a no, and the clock, take back what undo would; afterwards it is undone.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_failed_after_its_write_is_taken_back_and_is_not_nothing(bool somebodySaysNo)
    {
        var now = new DateTimeOffset(2026, 11, 30, 21, 0, 0, TimeSpan.Zero);
        var failed = Broken(now).Fail(new Refusal("RoleLost.AdminAgent", "Nora"), now);
        Assert.Equal((true, GlassPhase.Open), (failed.CanBeUndone, failed.GlassPhase));
        var said = somebodySaysNo ? failed.NotConfirmed(new Decision(Tomas, false, null, now), now) : failed.TakeBack(now);
        Assert.Equal((false, GlassPhase.TakingBack), (said.CanBeUndone, said.GlassPhase));
        Assert.Equal(GlassPhase.TakingBack, said.TakeBack(now).GlassPhase);
        Assert.Equal(GlassPhase.TakenBack, said.EffectEnded(now, newer: null).GlassPhase);

        // Stopped before its write there is nothing of it.
        var stopped = (Broken(now) with { Notes = new Dictionary<string, string>() }).TakeBack(now);
        Assert.Equal(GlassPhase.Nothing, stopped.Fail(new Refusal(BrokenGlass.Unconfirmed), now).GlassPhase);
    }

    /// <summary>It noted what was set before, and then wrote: no step is done.</summary>
    private static Request Broken(DateTimeOffset now) => new()
    {
        Id = "R-TEST1",
        FormId = "form",
        Dialog = "customers",
        Operation = new SetBudgetOperation
        {
            CustomerId = "c1",
            CustomerName = "Adatum",
            Reason = "x",
            Budget = new Money(500, "USD"),
            Before = new Money(97, "USD"),
        },
        Requester = Nora,
        Language = "en",
        Place = new RequestPlace("chat", "personal", null),
        State = RequestState.Running,
        ApprovalReason = BrokenGlass.Policy,
        CreatedAt = now,
        Glass = new BrokenGlass("why", now, now.AddDays(1)),
        Notes = new Dictionary<string, string> { ["before"] = "97" },
        Steps = [new RequestStep("set"), new RequestStep("confirm")],
    };

    private static ExtendAccessOperation Longer(Request given, string assignment, string user, string subscription) => new()
    {
        CustomerId = given.Operation.CustomerId,
        CustomerName = given.Operation.CustomerName,
        Reason = "It takes longer",
        Duration = "8h",
        EndedAt = given.EndsAt,
        Target = new AccessTarget(
            subscription,
            "Production",
            assignment,
            "/subscriptions/" + subscription,
            AccessScenes.Owner,
            "Owner",
            user,
            "Her",
            "User"),
    };

    /// <summary>Nora may keep rights longer for two days, as Tomas says.</summary>
    private static async Task PreapproveAsync(BotHost host)
    {
        var until = TimeZoneInfo.ConvertTime(host.Time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")).AddHours(48);
        var review = await host.Nora.ClicksAsync(
            await host.Nora.SaysAsync("standing approval adatum"),
            "requests/details",
            new Dictionary<string, string>
            {
                ["kind"] = "extend-access",
                ["duration"] = "8h",
                ["untilDay"] = until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["untilTime"] = until.ToString("HH:mm", CultureInfo.InvariantCulture),
                ["reason"] = "Migration week",
            });
        var id = Scenarios.RequestOf(await host.Nora.ClicksAsync(review, "requests/submit"));
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await Eventually.IsTrueAsync("it is in force", async () => PreapprovalMatch.Stands((await FindAsync(host, id))!));
    }

    private static Task<Request?> FindAsync(BotHost host, string id) => host.Services.GetRequiredService<Database>().ReadAsync(
        session => host.Services.GetRequiredService<RequestStore>().FindAsync(session, id), default);

    private static Task AddAsync(BotHost host, Request request) => host.Services.GetRequiredService<Database>().WriteAsync(
        async session =>
        {
            await host.Services.GetRequiredService<RequestStore>().AddAsync(session, request);
            session.Raise(RequestWorker.Topic);
            return true;
        },
        default);
}

using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Requests;
using CspBot.Resources;
using CspBot.Store;
using CspBot.Tests.Harness;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Requests;

/// <summary>Random people, clicks, redeliveries, restarts and steps of the clock: whatever happens, the floor keeps its promises.</summary>
public abstract class HistorySuite(ITestOutputHelper output)
{
    private const int Side = 2;

    /// <summary>Whatever is tried again is due within this time; a scheduled end is not.</summary>
    private static readonly TimeSpan SoonAgain = TimeSpan.FromMinutes(11);

    /// <summary>A worker that a leap or a restart cut off holds its lease for fifteen real seconds more.</summary>
    private static readonly TimeSpan LongestWork = TimeSpan.FromSeconds(60);

    /// <summary>What can happen next.</summary>
    public enum Happening
    {
        SubmitAgain,
        NoraApproves,
        TomasApproves,
        AishaApproves,
        OmarApproves,
        TomasRejects,
        NoraWithdraws,
        NoraUndoes,
        EverythingAgain,
        MinutesPass,
        AnHourPasses,
        NineHoursPass,
        Restart,
    }

    /// <summary>No effect without a second person, never two effects, no lost decision, and cards that agree.</summary>
    /// <param name="histories">How many are played.</param>
    /// <param name="leastEffects">So many of them at least must have come to an effect, or nothing was tried.</param>
    protected async Task PlayAsync(int histories, int leastEffects)
    {
        using var hosts = new BlockingCollection<Stage>();
        foreach (var number in Enumerable.Range(0, Side))
            hosts.Add(new Stage(await BotHost.StartAsync(customers: histories)));
        var all = hosts.ToList();
        foreach (var stage in all)
        {
            await stage.Host.Tomas.InstallAsync();
            await stage.Host.Aisha.InstallAsync();
        }

        var happenings = Gen.Frequency(
            (6, Gen.Elements(Happening.TomasApproves, Happening.AishaApproves, Happening.NoraApproves, Happening.OmarApproves)),
            (5,
                Gen.Elements(
                    Happening.SubmitAgain, Happening.EverythingAgain, Happening.TomasRejects, Happening.NoraWithdraws,
                    Happening.NoraUndoes)),
            (3, Gen.Elements(Happening.MinutesPass, Happening.AnHourPasses, Happening.NineHoursPass)));
        var history = Gen.Frequency(
            (24, Gen.ListOf(happenings)), (1, Gen.ListOf(happenings).Select(list => list.Append(Happening.Restart).Concat(list).ToList())))
            .Select(list => list.Take(9).ToArray());
        var effects = 0;
        var property = Prop.ForAll(Arb.From(history), list =>
        {
            var stage = hosts.Take();
            try
            {
                if (stage.RunAsync(list).GetAwaiter().GetResult())
                    Interlocked.Increment(ref effects);
            }
            finally
            {
                hosts.Add(stage);
            }
        });
        await Task.Run(
            () => property.Check(Config.QuickThrowOnFailure.WithMaxTest(histories).WithParallelRunConfig(new ParallelRunConfig(Side))));
        output.WriteLine($"{histories} histories, {effects} with an effect in the cloud.");
        Assert.InRange(effects, leastEffects, histories);
        foreach (var stage in all)
        {
            Assert.NotEmpty(await stage.Host.AuditAsync());
            await stage.Host.DisposeAsync();
        }
    }

    /// <summary>One bot with its world; each history has a customer of its own.</summary>
    private sealed class Stage(BotHost host)
    {
        private int _customer = 47;

        public BotHost Host { get; } = host;

        /// <summary>Plays one history and checks the promises; true when it changed the cloud.</summary>
        public async Task<bool> RunAsync(IReadOnlyList<Happening> history)
        {
            var number = ++_customer;
            await Host.Nora.SaysAsync($"grant owner customer{number:D5}");

            // Notices of earlier histories may come in between: the form is the message about this customer.
            var message = await Host.Teams.WaitForAsync("the form", one => one.Conversation == Host.Nora.Chat
                && CardReader.Input(one.Card, "subscription")?.TryGetProperty("choices", out _) == true
                && one.Text.Contains($" {number:D5}", StringComparison.Ordinal));
            var (form, card) = (message.Card, message.Id);
            var (subscription, user) = (CardReader.Choices(form, "subscription")[0].Value, CardReader.Choices(form, "user")[0].Value);
            var customer = CardReader.Value(form, "customer")!;
            var review = await Host.Nora.ClicksAsync(
                form,
                "grant-owner/details",
                new Dictionary<string, string>
                {
                    ["subscription"] = subscription,
                    ["user"] = user,
                    ["duration"] = "8h",
                    ["reason"] = "history",
                },
                card);
            var submitted = await Host.Nora.ClicksAsync(review, "grant-owner/submit", null, card);
            var request = Scenarios.RequestOf(submitted);
            var sent = new List<(Agent Who, JsonObject Activity)>();
            foreach (var happening in history)
                await HappenAsync(happening, request, card, review, sent);
            await SettleAsync(request);
            return await CheckAsync(request, card, customer, subscription, user);
        }

        private async Task HappenAsync(
            Happening happening, string request, string card, JsonElement review, List<(Agent Who, JsonObject Activity)> sent)
        {
            switch (happening)
            {
                case Happening.MinutesPass:
                    Host.Time.Leap(TimeSpan.FromMinutes(16));
                    return;
                case Happening.AnHourPasses:
                    Host.Time.Leap(TimeSpan.FromMinutes(61));
                    return;
                case Happening.NineHoursPass:
                    Host.Time.Leap(TimeSpan.FromHours(9));
                    return;
                case Happening.Restart:
                    await Host.RestartAsync();
                    return;
                case Happening.EverythingAgain:
                    await Task.WhenAll(sent.Select(one => one.Who.SendAsync(one.Activity.DeepClone().AsObject())));
                    return;
            }

            var version = (await FindAsync(request)).Version;
            JsonObject Data() => new() { ["request"] = request, ["version"] = version };
            var (who, activity) = happening switch
            {
                Happening.SubmitAgain => (Host.Nora, Host.Nora.Click(review, "grant-owner/submit", null, card)),
                Happening.NoraApproves => (Host.Nora, Host.Nora.Forge("requests/approve", Data())),
                Happening.TomasApproves => (Host.Tomas, Host.Tomas.Forge("requests/approve", Data())),
                Happening.AishaApproves => (Host.Aisha, Host.Aisha.Forge("requests/approve", Data())),
                Happening.OmarApproves => (Host.Omar, Host.Omar.Forge("requests/approve", Data())),
                Happening.TomasRejects => (Host.Tomas, Host.Tomas.Forge("requests/reject", Data())),
                Happening.NoraWithdraws => (Host.Nora, Host.Nora.Forge("requests/cancel", Data())),
                _ => (Host.Nora, Host.Nora.Forge("requests/undo", Data())),
            };
            sent.Add((who, activity));
            var (answer, _) = await who.SendAsync(activity.DeepClone().AsObject());
            Assert.Equal(200, (int)answer.StatusCode);
        }

        /// <summary>
        /// Until everything that this history set going has come to its end. The clock leaps only while nobody works on it: a leap in the
        /// middle of a step looks to the bot like a cloud that did not answer.
        /// </summary>
        private async Task SettleAsync(string request) => await Eventually.IsTrueAsync(
            "everything due is done",
            async () =>
            {
                const string open =
                    """
                    select due_at, lease_until from request
                    where id = @request and state in ('approved', 'running') or id = @end and state in ('approved', 'running')
                        and due_at <= @soon or id = @request and state = 'pending-approval' and due_at <= @now union all select due_at,
                        lease_until
                    from outbox
                    where subject like @like and state = 'pending' and due_at <= @soon
                    """;
                var args =
                    new { request, end = request + "-E", like = request + "%", now = Now, soon = Now + (long)SoonAgain.TotalMilliseconds };
                if (await ReadAsync<long>($"select count(*) from ({open}) work where due_at <= @now or lease_until > @now", args) > 0)
                    return false;
                if (await ReadAsync<long?>($"select min(due_at) from ({open}) work", args) is not { } next)
                    return true;
                Host.Time.Leap(TimeSpan.FromMilliseconds(Math.Max(1, next - Now)));
                return false;
            },
            LongestWork);

        private async Task<bool> CheckAsync(string id, string card, string customer, string subscription, string user)
        {
            var request = await FindAsync(id);
            var kinds = await QueryAsync("select kind from audit where request = @id", new { id });
            var deciders = await QueryAsync("select actor from audit where request = @id and kind = 'approved'", new { id });
            var world = await TestBot.Http.GetStringAsync(new Uri(Host.Sandbox.Control, "/control/world?customer=" + customer));
            var owner = JsonSerializer.Deserialize<JsonElement>(world).GetProperty("roleAssignments").EnumerateArray().Count(one =>
                one.GetProperty("subscription").GetString() == subscription && one.GetProperty("principalId").GetString() == user);

            // A worker that was paused over a leap of the clock may write again what another wrote:
            // under the same name it is the same effect.
            var puts = Host.Sandbox.Calls
                .All()
                .Where(call => call.Method == "PUT" && call.Path.Contains(subscription, StringComparison.OrdinalIgnoreCase))
                .Select(call => call.Path)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Count();

            Assert.InRange(kinds.Count(kind => kind is "approved" or "rejected"), 0, 1);
            Assert.Single(kinds, kind => kind == "submitted");
            Assert.InRange(puts, 0, 1);
            Assert.InRange(owner, 0, 1);
            if (puts > 0)
                Assert.Contains(Assert.Single(deciders), new[] { Host.Tomas.ObjectId, Host.Aisha.ObjectId });
            Assert.Equal(kinds.Contains("approved"), request.Decision is { Approved: true });
            Assert.Equal(request.State == RequestState.Succeeded && request.EndedAt is null ? 1 : 0, owner);
            var shown = Host.Teams.Messages.FirstOrDefault(
                message => message.Id == card && message.Text.Contains(id, StringComparison.Ordinal));
            var line = RequestCards.Line(request, Texts.For("en-GB").In(TimeZoneInfo.FindSystemTimeZoneById(Host.Nora.Zone!)));
            Assert.True(
                request.Version == 1 || shown?.Text.Contains(line, StringComparison.Ordinal) == true, $"{line} / {shown?.Text}");
            return puts > 0;
        }

        private long Now => Host.Time.GetUtcNow().ToUnixTimeMilliseconds();

        private async Task<Request> FindAsync(string id) =>
            (await Host.Services.GetRequiredService<RequestService>().FindAsync(id, default))!;

        private Task<T?> ReadAsync<T>(string sql, object args) =>
            Host.Services.GetRequiredService<Database>().ReadAsync(session => session.QueryOneAsync<T>(sql, args), default);

        private Task<IReadOnlyList<string>> QueryAsync(string sql, object args) =>
            Host.Services.GetRequiredService<Database>().ReadAsync(session => session.QueryAsync<string>(sql, args), default);
    }
}

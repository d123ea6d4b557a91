using System.Collections.Concurrent;
using CspBot.Messages;
using CspBot.Resources;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CspBot.Tests.Messages;

/// <summary>A chat whose Connector does not answer delays nobody else: lanes claim for themselves, one conversation at a time.</summary>
public sealed class LanesTests
{
    [Fact]
    public async Task A_hanging_chat_delays_nobodys_approval()
    {
        await using var host = await BotHost.StartAsync();
        await HangAsync(host);
    }

    [RequiresFact("postgres")]
    public async Task A_hanging_chat_delays_nobodys_approval_with_two_instances_on_PostgreSQL()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Store:ConnectionString"] = await (await PostgresServer.SharedAsync()).NewDatabaseAsync(),
        };
        await using var host = await BotHost.StartAsync(settings);
        await using var other = await host.StartAnotherAsync();
        await HangAsync(host);
    }

    /// <summary>A starved process renews a lease too late: its lane still sends, and what is sent beside it would be said twice.</summary>
    [Fact]
    public async Task A_lease_that_ran_out_makes_no_second_send_beside_the_first()
    {
        await using var host = await BotHost.StartAsync();
        var held = await HoldTomasAsync(host);
        Assert.Equal(1, await PurchaseScenes.StoreAsync(
            host, s => s.ExecuteAsync("update outbox set lease_until = 0 where lease_until > 0 and recipient = @ObjectId", host.Tomas)));
        var (second, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        await Scenarios.AskForAsync(host, host.Aisha, Scenarios.RequestOf(second));
        Assert.Single(held.All);
        held.Release();
        await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(second));
    }

    /// <summary>A request is asked for, and Tomas's chat does not answer from its first message on; Aisha's does.</summary>
    private static async Task<HeldCalls> HoldTomasAsync(BotHost host)
    {
        await host.Tomas.InstallAsync();
        await host.Aisha.InstallAsync();
        var held = new HeldCalls(host.Tomas.ObjectId);
        host.Teams.Misbehave = held.Hold;
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        await Scenarios.AskForAsync(host, host.Aisha, Scenarios.RequestOf(own));
        await Eventually.IsTrueAsync("Tomas's chat hangs", () => !held.All.IsEmpty);
        return held;
    }

    private static async Task HangAsync(BotHost host)
    {
        var held = await HoldTomasAsync(host);

        // More is due in the hanging chat than an instance sends at once.
        await PurchaseScenes.StoreAsync(host, async s =>
        {
            for (var i = 0; i < 20; i++)
            {
                var card = Look.Card(Texts.English, FormattableString.Invariant($"Notice {i}."), []);
                await Outbox.ShowAsync(
                    s,
                    new OutboxMessage(
                        FormattableString.Invariant($"load/{i}"), "load", host.Nora.Tenant, host.Tomas.ObjectId, null, null, card),
                    host.Time.GetUtcNow());
            }

            return true;
        });
        var (second, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        await Scenarios.AskForAsync(host, host.Aisha, Scenarios.RequestOf(second));
        Assert.False(held.All.First().IsOver, "The second request's card waited for the hanging chat.");
        Assert.Equal(1, held.MostAtOnce);
        held.Release();
        await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(second));
    }

    /// <summary>Calls to one person's chat that are not answered until they are released, or given up by the bot.</summary>
    private sealed class HeldCalls(string person)
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _now;

        public ConcurrentQueue<HeldCall> All { get; } = new();

        public int MostAtOnce { get; private set; }

        public void Release() => _released.TrySetResult();

        public IResult? Hold(HttpRequest request, string body)
        {
            if (_released.Task.IsCompleted || !Uri.UnescapeDataString(request.Path.Value!).Contains(person, StringComparison.Ordinal))
                return null;
            var call = new HeldCall(_released.Task, () => Interlocked.Decrement(ref _now));
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _now));
            All.Enqueue(call);
            return call;
        }
    }

    private sealed class HeldCall(Task released, Action over) : IResult
    {
        public bool IsOver { get; private set; }

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            try
            {
                await released.WaitAsync(httpContext.RequestAborted);
                httpContext.Response.StatusCode = StatusCodes.Status502BadGateway;
            }
            catch (OperationCanceledException)
            {
                IsOver = true;
            }
            finally
            {
                over();
            }
        }
    }
}

using AdaptiveCards;
using CspBot.Messages;
using CspBot.Resources;
using CspBot.Store;
using CspBot.Teams;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Messages;

/// <summary>A crowd of notices over two instances.</summary>
public abstract class PaceSuite(ITestOutputHelper output)
{
    /// <summary>Notices of two instances keep Teams' limits, and all arrive once.</summary>
    /// <param name="notices">How many.</param>
    /// <param name="conversations">They go to.</param>
    /// <param name="busy">So many of them go to one conversation, and come first.</param>
    protected async Task CrowdAsync(int notices, int conversations, int busy)
    {
        // By the real clock: one that runs ahead of the machine makes a slow machine lose its
        // leases, and what it was sending is sent again. Nobody dies here, so these leases are long ones.
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?>(BotHost.AsInTeams) { ["Test:Lease"] = "00:02:00" });
        await using var other = await host.StartAnotherAsync();
        var limits = new TeamsLimits(host.Time);
        for (var i = 0; i < conversations; i++)
            await RememberAsync(host, Conversation(i));
        host.Teams.Misbehave = (request, _) => limits.Take(request);
        var began = host.Time.GetUtcNow();
        await PurchaseScenes.StoreAsync(host, async s =>
        {
            // One conversation gets ten times as much as the others, and all of it first.
            for (var i = 0; i < notices; i++)
                await Outbox.ShowAsync(s, Message(host, i, Conversation(i < busy ? 0 : i % conversations)), began);
            return true;
        });
        await Eventually.IsTrueAsync(
            "all notices arrived",
            async () => await CountAsync(
                host,
                $"select count(*) from outbox where state = 'done' and id like 'load/%' and id not like '%{Outbox.Copy}%'") == notices,
            TimeSpan.FromSeconds(600));

        var arrived = host.Teams.Messages
            .Select(message => message.Text)
            .Where(text => text.StartsWith("Notice", StringComparison.Ordinal))
            .ToList();
        var late = limits.Times.Select(time => (time - began).TotalSeconds).Order().ToList();
        output.WriteLine($"{notices} notices of 2 instances to {conversations} conversations, {limits.Broken} limits broken, most in a "
            + $"second: {limits.MostInASecond} per tenant, {limits.MostInASecondOfOne} per conversation. Lateness: median "
            + $"{late[late.Count / 2]:0.0} s, 95 % {late[late.Count * 95 / 100]:0.0} s, last {late[^1]:0.0} s (at 32 a second "
            + $"{notices / 32.25:0.0} s are needed).");
        Assert.Equal(notices, arrived.Distinct().Count());
        Assert.Equal(notices, arrived.Count);
        Assert.Equal(0, limits.Broken);
    }

    private protected static OutboxMessage Message(BotHost host, int i, string conversation) => new(
        FormattableString.Invariant($"load/{i}"),
        FormattableString.Invariant($"load/{i}"),
        host.Nora.Tenant,
        null,
        conversation,
        null,
        Look.Card(Texts.English, FormattableString.Invariant($"Notice {i}."), []));

    private protected static string Conversation(int i) => FormattableString.Invariant($"19:load{i}@thread.v2");

    private protected static Task RememberAsync(BotHost host, string conversation) => host.Services
        .GetRequiredService<ConversationStore>()
        .RememberAsync(
            new ConversationAddress
            {
                ServiceUrl = host.Teams.ServiceUrl,
                ConversationId = conversation,
                ConversationType = "groupChat",
                TenantId = host.Nora.Tenant,
            },
            default);

    private protected static Task<long> CountAsync(BotHost host, string sql) =>
        host.Services.GetRequiredService<Database>().ReadAsync(s => s.QueryOneAsync<long>(sql), default);
}

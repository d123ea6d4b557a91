using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Sandbox;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>One card in a channel, and what each reader may do with it.</summary>
public sealed class FaceTests
{
    private static readonly string[] Acts = ["requests/approve", "requests/reject", "requests/cancel", "requests/more"];

    /// <summary>The table: who asks, by themselves or by hand, and the buttons that come.</summary>
    [Theory]
    [InlineData("en-GB")]
    [InlineData("fr-FR")]
    public async Task Each_reader_of_a_channels_card_gets_the_own_face(string locale)
    {
        await using var host = await StartAsync();
        var (_, asked) = await ApprovalChannel.AskAsync(host, host.Nora.In(locale));
        Assert.DoesNotContain(Acts, act => CardReader.HasButton(asked.Card, act));
        Assert.DoesNotContain("Input.", asked.Card.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Nora.In(locale).Words("your approval", "votre approbation"), asked.Text, StringComparison.Ordinal);
        (Agent Who, string[] Acts)[] table =
        [
            (host.Tomas, ["requests/approve", "requests/reject"]),
            (host.Aisha, ["requests/approve", "requests/reject"]),
            (host.Nora, ["requests/cancel", "requests/more"]),
            (host.Pierre, []),
            (host.Omar, []),
        ];
        foreach (var (who, acts) in table)
        {
            foreach (var trigger in new[] { "automatic", "manual" })
            {
                var face = await ApprovalChannel.FaceAsync(who, asked, trigger);
                Assert.Equal(acts.Order(), Acts.Where(act => CardReader.HasButton(face, act)).Order());
                Assert.False(CardReader.HasButton(face, ApprovalChannel.Refresh));
                Assert.Equal(ApprovalChannel.Refresh, face.GetProperty("refresh").GetProperty("action").GetProperty("verb").GetString());
            }
        }
    }

    /// <summary>Those ask by themselves who can do something, as far as Teams has told how it calls them.</summary>
    [Fact]
    public async Task The_card_lists_its_requester_and_its_approvers_by_the_ids_that_Teams_told()
    {
        await using var host = await StartAsync();
        var (_, asked) = await ApprovalChannel.AskAsync(host, host.Nora);

        // Aisha never wrote to the bot: nobody knows how Teams calls her, and no id is guessed.
        Assert.Equal([Id(host.Nora), Id(host.Tomas)], Listed(asked.Card));
        Assert.Equal("Action.Execute", asked.Card.GetProperty("refresh").GetProperty("action").GetProperty("type").GetString());
        var aisha = await ApprovalChannel.FaceAsync(host.Aisha, asked, "manual", CardReader.Button(asked.Card, ApprovalChannel.Refresh));
        Assert.True(CardReader.HasButton(aisha, "requests/approve"));
    }

    [Fact]
    public async Task Of_more_than_sixty_the_last_gets_the_right_card_at_the_click()
    {
        await using var host = await StartAsync();
        var many = Enumerable.Range(1, 61)
            .Select(number => new Agent(
                host, FormattableString.Invariant($"20000000-0000-4000-8000-{number:D12}"), $"Approver {number}", "en-GB"))
            .ToList();
        foreach (var agent in many)
        {
            Hire(host, agent);
            await agent.InstallAsync();
        }

        var (_, asked) = await ApprovalChannel.AskAsync(host, host.Nora);

        var listed = Listed(asked.Card);
        Assert.Equal(60, listed.Distinct().Count());
        Assert.Equal(60, listed.Count);
        Assert.Contains(Id(host.Nora), listed);
        Assert.Contains(Id(many[0]), listed);
        Assert.DoesNotContain(Id(many[^1]), listed);
        var face = await ApprovalChannel.FaceAsync(many[^1], asked, "manual", CardReader.Button(asked.Card, ApprovalChannel.Refresh));
        Assert.True(CardReader.HasButton(face, "requests/approve"));
    }

    [Fact]
    public async Task A_refresh_changes_nothing_says_nothing_and_leaves_no_trace()
    {
        await using var host = await StartAsync();
        var (id, asked) = await ApprovalChannel.AskAsync(host, host.Nora);
        await ApprovalChannel.FaceAsync(host.Tomas, asked, "automatic");

        // What was asked for is still being told: whose chat is opened for that is noted.
        await host.LeapAsync(TimeSpan.Zero);
        var before = await StateAsync(host, id);
        foreach (var who in new[] { host.Tomas, host.Nora, host.Pierre, host.Omar, host.Aisha.In("fr-FR").At("America/Montreal") })
        {
            for (var again = 0; again < 3; again++)
                await ApprovalChannel.FaceAsync(who, asked, "automatic");
        }

        // A client that asks by itself decides nothing, whatever verb it sends: a forged yes is a look, and nothing else.
        var (answer, body) = await host.Tomas.SendAsync(ApprovalChannel.Invoke(
            host.Tomas, asked, "requests/approve", new JsonObject { ["request"] = id, ["version"] = 1 }, "automatic"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(CardReader.HasButton(body.GetProperty("value"), "requests/approve"));

        Assert.Equal(before, await StateAsync(host, id));
    }

    /// <summary>Teams names the thread where somebody clicks, and the channel where the bot wrote.</summary>
    [Fact]
    public async Task An_approver_decides_in_the_thread_of_the_channels_card_and_it_is_everybodys_last_face()
    {
        await using var host = await StartAsync();
        var (id, asked) = await ApprovalChannel.AskAsync(host, host.Nora);
        var face = await ApprovalChannel.FaceAsync(host.Tomas, asked, "automatic");

        var answer = await ApprovalChannel.ClickAsync(host.Tomas, asked, face, "requests/approve");

        Assert.DoesNotContain("another conversation", CardReader.Text(answer), StringComparison.Ordinal);
        var last = await host.Teams.WaitForAsync("the channel's card says how it ended", message => message.Id == asked.Id
            && message.Text.Contains("Done and verified", StringComparison.Ordinal));
        Assert.False(last.Card.TryGetProperty("refresh", out _));
        Assert.Empty(CardReader.Buttons(last.Card));
        Assert.Contains(id, last.Text, StringComparison.Ordinal);
    }

    /// <summary>An old face is no key: what it showed is judged by what is stored when it is clicked.</summary>
    [Fact]
    public async Task A_decision_on_an_old_face_is_refused_and_a_refresh_shows_the_present_one()
    {
        await using var host = await StartAsync();
        var (id, asked) = await ApprovalChannel.AskAsync(host, host.Nora);
        var face = await ApprovalChannel.FaceAsync(host.Tomas, asked, "automatic");
        var own = await ApprovalChannel.FaceAsync(host.Nora, asked, "automatic");
        var before = asked.Card.GetProperty("refresh").GetProperty("action");
        await ApprovalChannel.ClickAsync(host.Nora, asked, own, "requests/cancel");

        await ApprovalChannel.ClickAsync(host.Tomas, asked, face, "requests/approve");

        Assert.Contains("AlreadyDecided", (await host.AuditAsync())[^1].Document, StringComparison.Ordinal);
        var present = await ApprovalChannel.FaceAsync(host.Tomas, asked, "automatic", before);
        Assert.Contains("Nora", CardReader.Text(present), StringComparison.Ordinal);
        Assert.DoesNotContain(Acts, act => CardReader.HasButton(present, act));
        Assert.Contains(id, CardReader.Text(present), StringComparison.Ordinal);
    }

    /// <summary>Where its card does not stand, the request is not there for who has no business with it.</summary>
    [Fact]
    public async Task A_refresh_forged_elsewhere_tells_a_bystander_nothing()
    {
        await using var host = await StartAsync();
        var (id, asked) = await ApprovalChannel.AskAsync(host, host.Nora);
        foreach (var elsewhere in new[] { host.Pierre.Chat, "19:lunch@thread.v2" })
        {
            var data = new JsonObject { ["request"] = id };
            var forged = ApprovalChannel.Invoke(host.Pierre, asked, ApprovalChannel.Refresh, data, "automatic");
            forged["conversation"]!["id"] = elsewhere;
            forged["conversation"]!["conversationType"] = elsewhere == host.Pierre.Chat ? "personal" : "groupChat";
            var said = CardReader.Text((await host.Pierre.SendAsync(forged)).Body.GetProperty("value"));
            Assert.DoesNotContain("Nora", said, StringComparison.Ordinal);
            Assert.DoesNotContain("Migration weekend", said, StringComparison.Ordinal);
        }
    }

    private static async Task<BotHost> StartAsync()
    {
        var host = await BotHost.StartAsync(ApprovalChannel.Setting);
        await host.Tomas.InstallAsync();
        await host.Nora.InstallAsync();
        await ApprovalChannel.OpenAsync(host.Tomas);
        return host;
    }

    /// <summary>All that a look may not touch: the request, the audit, what is to be sent, what is noted of people and places.</summary>
    private static Task<string> StateAsync(BotHost host, string id) => host.Services.GetRequiredService<Database>().ReadAsync(
        async session => string.Join('\n',
        [
            .. await session.QueryAsync<string>("select document from request where id = @id", new { id }),
            .. await session.QueryAsync<string>("select hash from audit order by seq"),
            .. await session.QueryAsync<string>("select id || ' ' || wanted from outbox order by id"),
            .. await session.QueryAsync<string>("select id || ' ' || seen_at || ' ' || document from conversation order by id"),
            .. await session.QueryAsync<string>(
                "select person || ' ' || coalesce(locale, '') || ' ' || coalesce(zone, '') from reader order by person"),
        ]),
        default);

    /// <summary>Somebody new at the partner, who approves.</summary>
    private static void Hire(BotHost host, Agent agent)
    {
        var world = host.Sandbox.World;
        lock (world.Gate)
        {
            world.People.Add(new Person
            {
                Id = agent.ObjectId,
                Tenant = agent.Tenant,
                UserPrincipalName = agent.ObjectId + "@example.com",
                DisplayName = agent.ObjectId,
            });
            foreach (var group in world.People.GroupsOf(agent.Tenant).Where(group => group.Members.Contains(host.Tomas.ObjectId)))
                group.Members.Add(agent.ObjectId);
        }
    }

    private static string Id(Agent who) => "29:" + who.ObjectId;

    private static IReadOnlyList<string> Listed(JsonElement card) =>
        [.. card.GetProperty("refresh").GetProperty("userIds").EnumerateArray().Select(id => id.GetString()!)];
}

using System.Text.Json;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Handovers;
using CspBot.Messages;
using CspBot.Partner;
using CspBot.Purchases;
using CspBot.Relations;
using CspBot.Resources;
using CspBot.Store;
using CspBot.Tests.Harness;
using CspBot.Tests.Resources;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Cards;

/// <summary>What the bot says unasked, in the pseudo-language: nothing of it stands in the source.</summary>
public sealed class PseudoNoticeTests
{
    private const string Data = "Alpha Beta Gamma Standard UTC Europe Paris";
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly Texts Pseudo = Texts.For(PseudoLanguage.Name);
    private static readonly HardCoded Finder = new([Data, .. Pseudo.Culture.DateTimeFormat.AbbreviatedMonthNames]);

    public static TheoryData<string> Kinds { get; } =
        ["reservation", "savings-plan", "pre-purchase", "one-time", "subscription"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_purchase(string kind)
    {
        var purchase = new Purchase
        {
            Id = "1",
            OrderId = "2",
            CustomerId = "3",
            CustomerName = "Alpha",
            Kind = kind,
            Lines = [new PurchaseLine("Beta", 2, "P3Y")],
            At = Now,
            Amount = new Money(12, "EUR"),
            By = "Gamma",
            Closes = "Gamma",
            Unusual = Enum.GetValues<UnusualReason>(),
        };
        var reading = new PurchaseReading("Europe/Paris", true, true);
        Check(PurchaseCards.Notice(Pseudo, purchase, reading, new PurchaseTaken("1", "Gamma", Now), new PurchaseOptions()));
        Check(PurchaseCards.Digest(
            Pseudo, [new DigestLine("1", PurchaseCards.Line(Pseudo, purchase), PurchaseCards.Detail(Pseudo, purchase, "Europe/Paris"))],
            30, afterMute: true, "Europe/Paris"));
    }

    [Fact]
    public void An_end()
    {
        (string, string)[] all =
        [
            ("virtualmachines", "Beta"), ("virtualmachines", "Standard_D2s_v3"), ("databricks", "Beta"), ("savingsplan", "Beta"),
            ("?", "Beta"),
        ];
        foreach (var (resource, name) in all)
        {
            var end = new ReservationEnd("1", "2", "Alpha", name, 3, Now.AddDays(7)) { Resource = resource };
            Check(PurchaseCards.Expiry(Pseudo, end, 7, "Europe/Paris", new PurchaseOptions()));
        }
    }

    [Fact]
    public void A_hand_over()
    {
        var one = new HandOver
        {
            Id = "R-AAAAA",
            Request = "R-AAAAA",
            CustomerId = "1",
            CustomerName = "Alpha",
            Way = "existing",
            Authorization = "2",
            Licence = "3",
            Email = "a@b.example",
            Requester = new Person("4", "5", "Beta"),
            MadeAt = Now.AddDays(-3),
            SinceAt = Now,
        };
        Check(HandOverNotices.Reminder(Pseudo, one, Now));
        Check(HandOverNotices.Removed(Pseudo, one));
    }

    [Fact]
    public async Task Relations_one_and_many()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var reader = new RouteReader(host.Tomas.Tenant, host.Tomas.ObjectId, null, Pseudo);
        var stages = new[] { "Accepted", "Ends", "Short", "Expired", "Terminated" }.Select(text => new RelationStage(text, text)).ToList();
        await host.Services.GetRequiredService<Database>().WriteAsync(
            async session =>
            {
                foreach (var stage in stages)
                    await RelationNotices.TellAsync(session, reader, [News(stage)], host.Time.GetUtcNow());
                await RelationNotices.TellAsync(
                    session,
                    reader,
                    [News(new RelationStage("many", "Ends")), .. Enumerable.Repeat(stages, 4).SelectMany(all => all).Select(News)],
                    host.Time.GetUtcNow());
                return true;
            },
            default);
        foreach (var stage in stages)
            await ToldAsync($"Relation.Told.{stage.Text}.Help");
        await ToldAsync(RelationText.ToldMany);

        async Task ToldAsync(string key)
        {
            var words = Pseudo.Find(key)!.Split('{')[^1].Split('}')[^1];
            Assert.Empty(Finder.On((await host.Tomas.SeesAsync(words)).Card));
        }
    }

    private static RelationNews News(RelationStage stage) => new(
        new DelegatedRelation("1", "Gamma", "2", "Alpha", RelationState.Active, new HashSet<string>()) { EndsAt = Now.AddDays(7) },
        "Alpha",
        stage,
        null);

    private static void Check(AdaptiveCard card) =>
        Assert.Empty(Finder.On(JsonSerializer.Deserialize<JsonElement>(card.ToJson())).Distinct());
}

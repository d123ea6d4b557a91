using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CspBot.Sandbox;
using CspBot.Stacks;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace CspBot.Tests.Dialogs;

/// <summary>Usage of the sandbox's stamps, counted once more from its own world, and what people see of it.</summary>
internal static partial class StackUsageScenes
{
    public const string Verb = StackScenarios.Dialog + "usage";
    public const string Consolidated = "10000000-0000-4000-8000-000042000000";
    public const string Phone = "10000000-0000-4000-8000-000043000000";
    public const string Pharma = "10000000-0000-4000-8000-000047000000";
    public const string WindowsHours = "9cd92d4c-bafd-4492-b278-bedc2de8232a";

    /// <summary>Days are told up to the day before yesterday.</summary>
    public static DateOnly LastDay(BotHost host) => DateOnly.FromDateTime(host.Time.GetUtcNow().UtcDateTime).AddDays(-2);

    /// <summary>
    /// The world's own sums by stamp, subscription, meter and day, without a line of the bot's: every resource on every day whose report
    /// is in by the last day that is told.
    /// </summary>
    public static IReadOnlyList<(string Stack, string Subscription, string Meter, DateOnly Day, decimal Quantity)> World(
        BotHost host, DateOnly since, DateOnly to) => UsageScenes.In(host, world =>
            (from stamp in world.Stack.Stamps
             from used in stamp.Usage.Resources
             from number in Enumerable.Range(since.DayNumber, to.DayNumber - since.DayNumber + 1)
             let day = DateOnly.FromDayNumber(number)
             where day >= used.From && (used.Until is null || day < used.Until)
             where (used.IsLate ? day.AddDays(1) : day) <= LastDay(host)
             group used.On(day) by (stamp.Deployment.Name, used.Subscription, Meter: used.Meter.ToLowerInvariant(), day)
             into of
             select (of.Key.Name, of.Key.Subscription, of.Key.Meter, of.Key.day, of.Sum())).ToList());

    /// <summary>A tenant's subscription on a stamp.</summary>
    public static string SubscriptionOf(BotHost host, string stack, string tenant) => UsageScenes.In(host, world =>
        world.Stack.Stamps.Single(stamp => stamp.Deployment.Name == stack).SubscriptionOf(tenant));

    /// <summary>The usage card with this in its data.</summary>
    public static async Task<JsonElement> OpenAsync(Agent agent, params (string Name, string Value)[] data)
    {
        var sent = new JsonObject { ["act"] = "usage" };
        foreach (var (name, value) in data)
            sent[name] = value;
        var (_, body) = await agent.SendAsAskedAsync(agent.Forge(Verb, sent));
        return body.GetProperty("value");
    }

    /// <summary>All lines of the table to copy, over all its parts: by the names of the columns.</summary>
    public static async Task<IReadOnlyList<Dictionary<string, string>>> TableAsync(Agent agent, params (string Name, string Value)[] data)
    {
        var lines = new List<Dictionary<string, string>>();
        for (var card = await OpenAsync(agent, [.. data, ("line", "0")]); ;)
        {
            var rows = CardReader.Value(card, "csv")!.Split('\n').Select(Cells).ToList();
            lines.AddRange(rows.Skip(1).Select(row =>
                rows[0].Zip(row).ToDictionary(cell => cell.First, cell => cell.Second, StringComparer.Ordinal)));
            var next = CardReader.Buttons(card).FirstOrDefault(button => button.GetProperty("title").GetString() == "Next part");
            if (next.ValueKind == JsonValueKind.Undefined)
                return lines;
            var (_, body) = await agent.SendAsAskedAsync(agent.Forge(Verb, CardReader.DataOf(card, next, null)));
            card = body.GetProperty("value");
        }
    }

    private static List<string> Cells(string line) =>
        [.. Cell().Matches(line).Select(cell => cell.Groups[1].Value.Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal))];

    [GeneratedRegex("(?:^|,)(\"(?:[^\"]|\"\")*\"|[^,]*)")]
    private static partial Regex Cell();

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The customers' names are read by the bot.</summary>
    public static Task KnowsAsync(BotHost host) => Eventually.IsTrueAsync(
        "the customers' names are known", () => host.Services.GetRequiredService<CspBot.Cloud.CustomerIndex>().IsComplete);

    /// <summary>The watch looks now.</summary>
    public static Task LookAsync(BotHost host) => host.Services.GetRequiredService<StackWatch>().LookAsync(default);

    /// <summary>Calls to the usage API so far.</summary>
    public static IReadOnlyList<RecordedCall> Calls(BotHost host) =>
        [.. host.Sandbox.Calls.All().Where(call => call.Path.Contains("subscriberUsageAggregates", StringComparison.Ordinal))];
}

using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>What stands in the way of several reads of a review is said once.</summary>
public sealed class ReviewLinesTests
{
    [Fact]
    public void The_same_no_of_the_cloud_is_one_line_whatever_was_read_and_another_stays()
    {
        static ReviewLine Line(string reason, string seconds, string? code = null) =>
            ReviewLine.Of(Texts.English, new Refusal(reason, seconds) { Code = code });
        ReviewLine[] lines =
        [
            Line("Cloud.Throttled", "60", "429"), Line("Cloud.Throttled", "59", "429"), Line("Cloud.Throttled", "60", "other"),
            Line("Cloud.TimedOut", "3"), Line("NoApprovers", "x"), new(Mark.Done, "fine"), new(Mark.Done, "fine"),
        ];
        Assert.Equal([0, 2, 3, 4, 5, 6], ReviewLine.Once(lines).Select(line => Array.FindIndex(lines, one => ReferenceEquals(one, line))));
    }

    [Fact]
    public async Task An_application_that_the_customer_does_not_know_is_one_line()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("grant owner relecloud");
        var review = CardReader.Text(await host.Nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["user"] = "20000000-0000-4000-8000-000032000001",
            ["duration"] = "8h",
            ["reason"] = "Migration weekend",
        }));

        Assert.Equal(2, review.Split("is unknown in the customer’s directory").Length);
        Assert.Contains("This cannot be submitted yet", review, StringComparison.Ordinal);
    }
}

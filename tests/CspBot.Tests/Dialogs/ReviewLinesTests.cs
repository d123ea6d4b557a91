using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>What stands in the way of several reads of a review is said once.</summary>
public sealed class ReviewLinesTests
{
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

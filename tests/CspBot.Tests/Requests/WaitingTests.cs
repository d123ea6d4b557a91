using System.Globalization;
using System.Text.RegularExpressions;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>What waits says for what, and until when, on its own card and in the list, in its reader's language.</summary>
public sealed class WaitingTests : IAsyncLifetime
{
    private const int Pause = 3600;
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task What_waits_for_a_yes_says_whose_would_do_until_it_is_said()
    {
        var (own, _, _) = await Scenarios.SubmitGrantAsync(_host, _host.Nora);
        var names = CardReader.Facts(own)["Can approve it"].Split(", ");
        Assert.Equal(["Aisha Khan", "Tomas Berg"], names.Order());
        var ask = await Scenarios.AskForAsync(_host, _host.Tomas, Scenarios.RequestOf(own));
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        Assert.False(CardReader.Facts((await _host.Nora.SeesAsync("Done and verified")).Card).ContainsKey("Can approve it"));
    }

    [Theory]
    [InlineData("grant owner ", "requests", "Microsoft asks us to wait until ", "Done and verified", "en")]
    [InlineData("accorder propriétaire ", "demandes", "Microsoft nous demande d’attendre jusqu’au ", "Faite et vérifiée", "fr")]
    public async Task A_throttled_request_says_until_when_it_waits_and_no_other_does(
        string phrase, string list, string waits, string done, string language)
    {
        var (held, subscription) = await SubmitAsync(phrase + "adatum");
        var (free, _) = await SubmitAsync(phrase + "lamna");
        var path = $"/subscriptions/{subscription}/";
        await _host.ControlAsync("faults", new { api = "arm", method = "PUT", path, status = 429, retryAfter = Pause, times = 1 });
        await ApproveAsync(held);
        var card = await StackScenarios.OwnAsync(_host, held, waits);
        CheckUntil(card.Text, waits, language);
        Assert.DoesNotContain(Pause.ToString(CultureInfo.InvariantCulture), card.Text, StringComparison.Ordinal);

        await ApproveAsync(free);
        await StackScenarios.OwnAsync(_host, free, done);
        Assert.All(
            _host.Teams.Messages.Where(message => message.Id != card.Id),
            message => Assert.All(message.Versions, version => Assert.DoesNotContain(waits, version.ToString(), StringComparison.Ordinal)));

        var listed = CardReader.Text(await Agent(list).SaysAsync(list)).Split(" | ");
        CheckUntil(Assert.Single(listed, text => text.StartsWith(held, StringComparison.Ordinal)), waits, language);
        Assert.Contains(done, Assert.Single(listed, text => text.StartsWith(free, StringComparison.Ordinal)), StringComparison.Ordinal);
        await _host.LeapAsync(TimeSpan.FromSeconds(Pause + 5));
        await StackScenarios.OwnAsync(_host, held, done);
    }

    [Theory]
    [InlineData("grant owner ", "Microsoft asks us to wait until ", "Ended and verified", "en")]
    [InlineData("accorder propriétaire ", "Microsoft nous demande d’attendre jusqu’au ", "Terminée et vérifiée", "fr")]
    public async Task An_undo_that_is_throttled_says_so_on_the_card_of_what_it_takes_back(
        string phrase, string waits, string ended, string language)
    {
        var (id, _) = await SubmitAsync(phrase + "adatum");
        await ApproveAsync(id);
        var card = await _host.Teams.WaitForAsync(
            "done", message => message.Conversation == _host.Nora.Chat && CardReader.HasButton(message.Card, "requests/undo"));
        await _host.ControlAsync(
            "faults", new { api = "arm", method = "DELETE", path = "roleAssignments", status = 429, retryAfter = Pause, times = 1 });
        await Agent(phrase).ClicksAsync(card.Card, "requests/undo", null, card.Id);
        CheckUntil((await StackScenarios.OwnAsync(_host, id, waits)).Text, waits, language);
        await _host.LeapAsync(TimeSpan.FromSeconds(Pause + 5));
        Assert.DoesNotContain(waits, (await StackScenarios.OwnAsync(_host, id, ended)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grant owner ", "requests", "Whether this step took effect is not known")]
    [InlineData("accorder propriétaire ", "demandes", "On ne sait pas si cette étape a pris effet")]
    public async Task A_write_without_an_answer_says_that_its_outcome_is_not_known(string phrase, string list, string words)
    {
        await _host.ControlAsync("faults", new { api = "arm", method = "PUT", path = "roleAssignments", dropConnection = true });
        var (id, _) = await SubmitAsync(phrase + "adatum");
        await ApproveAsync(id);
        await StackScenarios.OwnAsync(_host, id, words);
        var listed = CardReader.Text(await Agent(list).SaysAsync(list)).Split(" | ");
        Assert.Contains(words, Assert.Single(listed, text => text.StartsWith(id, StringComparison.Ordinal)), StringComparison.Ordinal);
        await _host.ClearFaultsAsync();
        await _host.LeapAsync(TimeSpan.FromMinutes(2));
        var done = await _host.Teams.WaitForAsync(
            "done", message => message.Conversation == _host.Nora.Chat && CardReader.HasButton(message.Card, "requests/undo"));
        Assert.DoesNotContain(words, done.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grant owner ", "requests", "Waiting for somebody: ", "cannot sign in")]
    [InlineData("accorder propriétaire ", "demandes", "En attente de quelqu’un : ", "ne peut pas se connecter")]
    public async Task A_parked_request_says_for_whom_it_waits_on_its_card_and_in_the_list(
        string phrase, string list, string waits, string words)
    {
        await _host.ControlAsync(
            "faults", new { api = "arm", method = "PUT", path = "roleAssignments", status = 401, code = "InvalidAuthenticationToken" });
        var (id, _) = await SubmitAsync(phrase + "adatum");
        await ApproveAsync(id);
        await StackScenarios.OwnAsync(_host, id, words);
        var listed = Assert.Single(
            CardReader.Text(await Agent(list).SaysAsync(list)).Split(" | "), text => text.StartsWith(id, StringComparison.Ordinal));
        Assert.Contains(waits, listed, StringComparison.Ordinal);
        Assert.Contains(words, listed, StringComparison.Ordinal);
    }

    /// <summary>Within a minute of an hour from now, on Nora's clock and written as this language writes it.</summary>
    private void CheckUntil(string text, string waits, string language)
    {
        var match = Regex.Match(text, Regex.Escape(waits) + @"(\d+)(?:er)?( \S+ \d{4} \d\d:\d\d)");
        Assert.True(match.Success, text);
        var wall = DateTime.ParseExact(
            match.Groups[1].Value + match.Groups[2].Value, "d MMM yyyy HH:mm", CultureInfo.GetCultureInfo(language));
        var until = TimeZoneInfo.ConvertTimeToUtc(wall, TimeZoneInfo.FindSystemTimeZoneById(_host.Nora.Zone!));
        Assert.InRange(until - _host.Time.GetUtcNow().UtcDateTime, TimeSpan.FromSeconds(Pause - 120), TimeSpan.FromSeconds(Pause + 60));
    }

    private Agent Agent(string phrase) => phrase.StartsWith('a') || phrase.StartsWith('d') ? _host.Nora.In("fr-FR") : _host.Nora;

    private async Task<(string Id, string Subscription)> SubmitAsync(string phrase)
    {
        var nora = Agent(phrase);
        var form = await nora.SaysAsync(phrase);
        var subscription = CardReader.Choices(form, "subscription")[0].Value;
        var review = await nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = subscription,
            ["user"] = CardReader.Choices(form, "user")[0].Value,
            ["duration"] = "permanent",
            ["reason"] = "Waits",
            ["ticket"] = "INC-7",
        });
        return (Scenarios.RequestOf(await nora.ClicksAsync(review, "grant-owner/submit")), subscription);
    }

    private async Task ApproveAsync(string id)
    {
        var ask = await Scenarios.AskForAsync(_host, _host.Tomas, id);
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
    }
}

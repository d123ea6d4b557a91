using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs.Trial;

/// <summary>The life that a changing dialog gets for nothing: one more dialog in the table, and people who use it.</summary>
public sealed class InviteGuestTests : IAsyncLifetime
{
    private const string Email = "lena.ops@fabrikam.example";
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync(dialog: InviteGuestDialog.Entry);
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task From_the_customer_to_the_directory_with_a_second_person_s_yes()
    {
        var form = await _host.Nora.SaysAsync("invite guest adatum");
        var wrong = await _host.Nora.ClicksAsync(
            form, "invite-guest/details", new Dictionary<string, string> { ["email"] = "nobody", ["reason"] = "Audit" });
        Assert.Equal("nobody", CardReader.Value(wrong, "email"));
        var review = await _host.Nora.ClicksAsync(
            wrong, "invite-guest/details", new Dictionary<string, string> { ["email"] = Email, ["reason"] = "Audit" });
        var back = await _host.Nora.ClicksAsync(review, "invite-guest/back");
        Assert.Equal((Email, "Audit"), (CardReader.Value(back, "email"), CardReader.Value(back, "reason")));
        var forged = await _host.Nora.ClicksAsync(review, "invite-guest/submit", forge: data => data["email"] = "mallory@fabrikam.example");
        Assert.Contains("is not what you reviewed", CardReader.Text(forged), StringComparison.Ordinal);
        var own = await _host.Nora.ClicksAsync(review, "invite-guest/submit");
        var ask = await Scenarios.AskForAsync(_host, _host.Tomas, Scenarios.RequestOf(own));
        Assert.Contains(Email, ask.Text, StringComparison.Ordinal);
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await _host.Nora.SeesAsync("Done and verified");
        var users = (await _host.WorldAsync())
            .GetProperty("users")
            .EnumerateArray()
            .Select(user => user.GetProperty("userPrincipalName").GetString()!);
        Assert.Contains(users, name => name.StartsWith("lena.ops_fabrikam.example", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(
            await _host.AuditAsync(), entry => entry.Kind == "submitted" && entry.Document.Contains(Email, StringComparison.Ordinal));

        // Once there, the review says so, leaves it on record, and cannot be submitted.
        var again = await _host.Nora.ClicksAsync(
            await _host.Nora.SaysAsync("inviter adatum"),
            "invite-guest/details",
            new Dictionary<string, string> { ["email"] = Email, ["reason"] = "Audit" });
        Assert.False(CardReader.HasButton(again, "invite-guest/submit"));
        Assert.Contains(await _host.AuditAsync(), entry =>
            entry.Kind == "refused" && entry.Document.Contains("InviteGuest.ThereAlready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_in_the_help_for_those_who_may_and_a_cloud_out_of_reach_loses_nothing()
    {
        Assert.Contains("invite guest", CardReader.Text(await _host.Nora.SaysAsync("help")), StringComparison.Ordinal);
        Assert.DoesNotContain("invite guest", CardReader.Text(await _host.Ingrid.SaysAsync("help")), StringComparison.Ordinal);
        var form = await _host.Nora.SaysAsync("invite guest adatum");
        await _host.ControlAsync("faults", new { api = "partnercenter", status = 503 });
        var later = await _host.Nora.ClicksAsync(
            form, "invite-guest/details", new Dictionary<string, string> { ["email"] = Email, ["reason"] = "Audit" });
        Assert.Equal(Email, CardReader.Value(later, "email"));
        await _host.ClearFaultsAsync();
        Assert.Contains(
            "closed", CardReader.Text(await _host.Nora.ClicksAsync(later, "invite-guest/cancel")), StringComparison.OrdinalIgnoreCase);
    }
}

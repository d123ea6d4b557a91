using System.Text.Json;
using CspBot.Dialogs.VisualStudio;
using CspBot.Resources;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Xunit;
using static CspBot.Tests.Dialogs.VisualStudioScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>The numbers of a licence and the address on its order: read as people paste them, warned of, and known again.</summary>
public sealed class VisualStudioNumberTests
{
    [Theory]
    [InlineData("12345678ZZE1234", "87654321", 0)]
    [InlineData(" 12345678zz1234\u00a0", "87654321", 0)]
    [InlineData("X", "87654321", 1)]
    [InlineData("12345678ZZE1234", "1234567", 1)]
    [InlineData("12345678ZZE1234", "123456789", 1)]
    [InlineData("12345678-ZZE-1234", "8765432A", 2)]
    [InlineData("1234 5678 ZZE 1234", "87654321", 1)]
    [InlineData("123456789012345678901", "87654321", 1)]
    [InlineData("№ 12345678ZZE1234 (Open)", "é", 2)]
    [InlineData("87654321", "87654321", 2)]
    [InlineData("١٢٣٤٥٦٧٨ZZE1234", "87654321", 1)]
    public void Odd_numbers_are_pointed_out_and_never_refused(string authorization, string licence, int oddities)
    {
        var form = VisualStudioForm.Read(new CspBot.Conversation.FormInput(JsonSerializer.SerializeToElement(new
        {
            authorization,
            licence,
            email = "a@b.example",
        })));
        Assert.Empty(form.Errors());
        var said = form.Oddities().ToList();
        Assert.Equal(oddities, said.Count);
        Assert.All(said, key => Assert.All(Texts.All, texts => Assert.NotNull(texts.Find(key))));
        Assert.Equal(authorization.Trim().ToUpperInvariant(), form.Authorization);
    }

    [Fact]
    public void Signs_that_nobody_sees_are_not_part_of_a_value_and_a_value_is_one_line()
    {
        var form = VisualStudioForm.Read(new CspBot.Conversation.FormInput(JsonSerializer.SerializeToElement(new
        {
            authorization = "\u200e12345678\u200bZZE\u00ad1234\ufeff",
            licence = "8765\t\u202e4321\n=1",
            email = "\u2066it@adatum\u200b.example\u2069",
        })));
        Assert.Equal(("12345678ZZE1234", "8765 4321 =1", "it@adatum.example"), (form.Authorization, form.Licence, form.Email));
        Assert.Empty(form.Errors());
        Assert.Equal(VisualStudioText.Odd_licence_signs, Assert.Single(form.Oddities()));
    }

    [Theory]
    [InlineData("it@adatum.example", null)]
    [InlineData("o'hara+vs@mail.adatum.example", null)]
    [InlineData("é@exämple.fr", null)]
    [InlineData("", VisualStudioText.EmailMissing)]
    [InlineData("adatum.example", VisualStudioText.EmailWrong)]
    [InlineData("it@adatum", VisualStudioText.EmailWrong)]
    [InlineData("it@@adatum.example", VisualStudioText.EmailWrong)]
    [InlineData("it@ adatum.example", VisualStudioText.EmailWrong)]
    [InlineData("@adatum.example", VisualStudioText.EmailWrong)]
    [InlineData("it@.example", VisualStudioText.EmailWrong)]
    [InlineData("it@adatum.", VisualStudioText.EmailWrong)]
    [InlineData("a@b.example, c@d.example", VisualStudioText.EmailWrong)]
    [InlineData("IT <it@adatum.example>", VisualStudioText.EmailWrong)]
    public void What_cannot_be_an_address_is_a_field_error(string email, string? error) =>
        Assert.Equal(error, new VisualStudioForm("F", "c", "existing", "A", "L", email).Errors().GetValueOrDefault("email"));

    [Fact]
    public async Task Odd_numbers_are_handed_over_as_typed_after_a_warning_and_a_bad_address_keeps_what_was_typed()
    {
        await using var host = await BotHost.StartAsync();
        var form = await FormAsync(host.Nora);
        var wrong = await host.Nora.ClicksAsync(form, Details, Numbers("", "abc", "it@adatum"));
        Assert.Contains("Type the authorisation number", CardReader.Text(wrong), StringComparison.Ordinal);
        Assert.Contains("cannot be an e-mail address", CardReader.Text(wrong), StringComparison.Ordinal);
        Assert.Equal(("ABC", "it@adatum"), (CardReader.Value(wrong, "licence"), CardReader.Value(wrong, "email")));
        Assert.False(CardReader.HasButton(wrong, Submit));

        var review = await host.Nora.ClicksAsync(wrong, Details, Numbers("12 34", "abc"));
        Assert.Contains("characters other than letters, digits and hyphens", CardReader.Text(review), StringComparison.Ordinal);
        Assert.Contains("The licence number does not look as usual", CardReader.Text(review), StringComparison.Ordinal);
        var asked = await host.Nora.ClicksAsync(review, Submit);
        var done = await OverAsync(host.Nora, RequestId().Match(CardReader.Text(asked)).Value);
        Assert.Equal("12 34", CardReader.Facts(done.Card)["Authorisation number"]);
    }

    [Theory]
    [InlineData("12345678-ZZE-1234", "8765 4321")]
    [InlineData("12345678 zze 1234", "8765-4321")]
    [InlineData("12345678ZZE1234", "8765\u20114321")]
    public async Task The_same_numbers_typed_with_hyphens_or_spaces_are_the_same_licence(string authorization, string licence)
    {
        await using var host = await BotHost.StartAsync();
        var typed = Numbers(authorization, licence);

        // Two who looked before either had handed it over: the second is led there by the request.
        var (one, other) = (await ReviewAsync(host.Nora), await ReviewAsync(host.Ingrid, numbers: typed));
        var first = RequestId().Match(CardReader.Text(await host.Nora.ClicksAsync(one, Submit))).Value;
        await OverAsync(host.Nora, first);
        var stopped = await host.Ingrid.ClicksAsync(other, Submit);
        Assert.Contains($"was handed over already ({first})", CardReader.Text(stopped), StringComparison.Ordinal);
        var review = await ReviewAsync(host.Nora, "direct", numbers: typed);
        Assert.Contains($"was handed over already ({first})", CardReader.Text(review), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(review, Submit));

        // After the customer removed us it begins anew in the same place, with the numbers as they were typed last.
        await SayAsync(host.Nora, await OpenAsync(host.Nora, first), "removed");
        await HandOverAsync(host.Nora, numbers: typed);
        Assert.Equal(1, await PurchaseScenes.StoreAsync(host, session => session.QueryOneAsync<long>("select count(*) from hand_over")));
        var card = await OpenAsync(host.Nora, first);
        Assert.Contains("Nobody has said yet", CardReader.Text(card), StringComparison.Ordinal);
        Assert.Equal(typed["licence"], CardReader.Value(card, "licence"));
    }

    [Fact]
    public async Task Two_who_type_the_same_numbers_differently_at_the_same_moment_hand_over_once()
    {
        await using var host = await BotHost.StartAsync();
        var (left, right) = (
            await ReviewAsync(host.Nora), await ReviewAsync(host.Ingrid, numbers: Numbers("12345678-ZZE-1234", "8765 4321")));
        var both = await Task.WhenAll(host.Nora.ClicksAsync(left, Submit), host.Ingrid.ClicksAsync(right, Submit));
        foreach (var (agent, card) in new[] { (host.Nora, both[0]), (host.Ingrid, both[1]) })
        {
            if (!CardReader.HasButton(card, Follow))
                await OverAsync(agent, RequestId().Match(CardReader.Text(card)).Value);
        }

        Assert.Equal(1, await PurchaseScenes.StoreAsync(host, session => session.QueryOneAsync<long>("select count(*) from hand_over")));
    }
}

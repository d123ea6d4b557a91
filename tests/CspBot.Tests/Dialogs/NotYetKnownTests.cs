using System.Globalization;
using System.Text.Json;
using CspBot.Cloud;
using CspBot.Dialogs.OnboardStackTenant;
using CspBot.Dialogs.ReservationPermission;
using CspBot.Dialogs.Reservations;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>What is not known yet is not told as nothing, and a figure that cannot be is none.</summary>
public sealed class NotYetKnownTests
{
    [Theory]
    [InlineData(false, "", "The list is being put together", "No customer")]
    [InlineData(true, "", "No customer may buy by itself.", "being put together")]
    [InlineData(true, "zzz", "No customer in this list matches.", "may buy by itself.")]
    public void A_list_that_is_still_read_says_so_and_offers_to_look_again(bool swept, string words, string says, string not)
    {
        var page = new ReservationPermissionPage([], words, 0, 1, 0, swept, Walked: true, []);
        var card = JsonElement.Parse(ReservationPermissionListCards.Page(Texts.English, page, null).ToJson());
        Assert.Contains(says, CardReader.Text(card), StringComparison.Ordinal);
        Assert.DoesNotContain(not, CardReader.Text(card), StringComparison.Ordinal);
        Assert.Equal(!swept, card.GetRawText().Contains("Show the list again", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("400", "600.00 USD")]
    [InlineData("1000", "0.00 USD")]
    [InlineData("3251.03", "too small by 2,251.03 USD")]
    public void Room_that_a_return_would_overrun_is_not_told_as_none(string cancelled, string says) =>
        Assert.Equal(says, ReturnWords.RoomAfter(
            Texts.English, new Money(1000, "USD"), new Money(decimal.Parse(cancelled, CultureInfo.InvariantCulture), "USD")));

    [Theory]
    [InlineData("country", 200, "OnboardStackTenant.CountryWrong")]
    [InlineData("domain", 200, "OnboardStackTenant.DomainWrong")]
    [InlineData("email", 400, "OnboardStackTenant.AddressWrong")]
    [InlineData("line1", 200, "OnboardStackTenant.TooLong")]
    [InlineData("line1", 0, "OnboardStackTenant.Missing")]
    public void A_field_with_a_form_of_its_own_is_measured_by_that_first(string field, int letters, string error)
    {
        var form = OnboardStackTenantForm.For("form", OnboardStackTenantForm.NewCustomer).With(field, new string('a', letters));
        Assert.Equal(error, form.CompanyErrors(DateTimeOffset.UnixEpoch)[field]);
    }
}

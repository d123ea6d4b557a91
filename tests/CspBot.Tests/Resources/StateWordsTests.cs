using CspBot.Requests;
using CspBot.Resources;
using Xunit;

namespace CspBot.Tests.Resources;

/// <summary>A service’s word for a state is told in the reader’s language, also where a refusal stored it; a new word stays.</summary>
public sealed class StateWordsTests
{
    [Theory]
    [InlineData("Enabled", "activé")]
    [InlineData("PastDue", "paiement en retard")]
    [InlineData("disabled", "désactivé")]
    [InlineData("active", "actif")]
    [InlineData("Canceled", "annulé")]
    [InlineData("Frobnicated", "Frobnicated")]
    public void A_state_has_a_word_of_the_language(string state, string french) =>
        Assert.Equal(french, StateWords.Say(Texts.French, state));

    [Theory]
    [InlineData("GrantOwner.SubscriptionNotEnabled", "Production", "Disabled")]
    [InlineData("OnboardStackTenant.RegistrationDisabled", "Lyon", "Production", "Disabled")]
    [InlineData("OnboardStackTenant.LocalNotEnabled", "Adatum", "Lyon", "Production", "Disabled")]
    [InlineData("ReservationBuy.NotProvisioned", "Disabled", "O-1")]
    [InlineData("ReservationCommit.CameToNothing", "Disabled")]
    [InlineData("ReservationExchange.Ended", "Disabled", "why", "Code")]
    public void A_refusal_tells_a_stored_state_in_the_readers_words(string reason, params string[] stored)
    {
        var said = Sentences.What(new Refusal(reason, stored), Texts.French);
        Assert.Contains("désactivé", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Disabled", said, StringComparison.Ordinal);
    }

    /// <summary>A customer may be called like a state.</summary>
    [Fact]
    public void A_name_is_no_state()
    {
        var refusal = new Refusal("GrantOwner.SubscriptionNotEnabled", "Expired", "Deleted");
        Assert.Contains("Expired", Sentences.What(refusal, Texts.French), StringComparison.Ordinal);
    }
}

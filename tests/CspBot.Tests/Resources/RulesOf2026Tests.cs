using CspBot.Resources;
using Xunit;

namespace CspBot.Tests.Resources;

/// <summary>What the texts tell an agent about Microsoft's rules is what holds in November 2026 (facts november-2026 §B, §C).</summary>
public sealed class RulesOf2026Tests
{
    [Theory]
    [InlineData("Notifications.RefundRule", "cancelled commitment", "engagement annulé")]
    [InlineData("Notifications.AdviceReturn", "cancelled commitment", "engagement annulé")]
    [InlineData("Notifications.AdviceExchange", "one last exchange", "un dernier échange")]
    [InlineData("Notifications.AdviceExchange", "database", "bases de données")]
    [InlineData("Notifications.AdviceExchange", "savings plan", "plan d’économies")]
    [InlineData("Notifications.AdviceRight", "guest account", "compte invité")]
    [InlineData("Notifications.ExpiryText", "neither sold nor renewed", "ni vendues ni renouvelées")]
    [InlineData("OnboardStackTenant.GuestTrap", "guest account", "compte invité")]
    [InlineData("OnboardStackTenant.Refusal.NoDelegation.Help", "Guest Inviter", "Inviteur")]
    [InlineData("Refusal.Cloud.NoDelegatedAdministration.Help", "Guest Inviter", "Inviteur")]
    [InlineData("Refusal.Cloud.NoDelegatedAdministration.Help", "Application Administrator", "Administrateur d’application")]
    [InlineData("GrantOwner.Recipe", "Az.Resources 4.1.1", "Az.Resources 4.1.1")]
    [InlineData("OnboardStackTenant.Recipe", "Set-AzContext -Subscription", "Set-AzContext -Subscription")]
    public void A_rule_is_told_in_both_languages(string key, string english, string french)
    {
        Assert.Contains(english, Texts.For("en").Find(key) ?? "", StringComparison.OrdinalIgnoreCase);
        Assert.Contains(french, Texts.For("fr").Find(key) ?? "", StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Refusal.Cloud.NoDelegatedAdministration.Help")]
    [InlineData("OnboardStackTenant.Refusal.NoDelegation.Help")]
    public void Reading_alone_is_nowhere_said_to_be_enough(string key)
    {
        Assert.DoesNotContain("is enough)", Texts.For("en").Find(key)!, StringComparison.Ordinal);
        Assert.DoesNotContain("suffit)", Texts.For("fr").Find(key)!, StringComparison.Ordinal);
    }
}

using System.Globalization;
using CspBot.Resources;
using Xunit;

namespace CspBot.Tests.Resources;

/// <summary>Names and dates as the reader says them.</summary>
public sealed class ReaderWordsTests
{
    [Theory]
    [InlineData("Reserved_VM_Instance_Standard_D4s_v5_EU_West_3_Years", "Machine virtuelle D4s v5, Europe Ouest")]
    [InlineData("Reserved VM Instance, Standard_B2s, US West 2, 1 Year", "Machine virtuelle B2s, USA Ouest 2")]
    [InlineData("Reserved_VM_Instance_Standard_E4s_v5_FR_Central", "Machine virtuelle E4s v5, France Centre")]
    [InlineData("Reserved_VM_Instance_Standard_E4s_v5_DE_West_Central", "Machine virtuelle E4s v5, Allemagne Centre-Ouest")]
    [InlineData("Reserved_VM_Instance_Standard_E4s_v5_US_Gov_Virginia", "Machine virtuelle E4s v5, US Gov Virginia")]
    [InlineData("Azure Databricks Commit Units, 1 Year", "Azure Databricks Commit Units")]
    [InlineData("Windows Server 2025 Standard", "Windows Server 2025 Standard")]
    public void A_catalogue_name_is_said_in_the_readers_words_and_without_its_term(string name, string said) =>
        Assert.Equal(said, ProductWords.Named(Texts.French, name));

    [Theory]
    [InlineData("fr", "2027-02-01", "1er févr. 2027")]
    [InlineData("fr", "2027-02-11", "11 févr. 2027")]
    [InlineData("en", "2027-02-01", "1 Feb 2027")]
    public void The_first_of_a_month_is_counted_in_French(string culture, string day, string said) => Assert.Equal(
        said,
        (culture == "fr" ? Texts.French : Texts.English).Day(
            DateTimeOffset.Parse(day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)));
}

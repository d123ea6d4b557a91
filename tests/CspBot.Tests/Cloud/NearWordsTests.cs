using CspBot.Cloud;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>One letter wrong, missing, too many or swapped is forgiven; more is another word.</summary>
public sealed class NearWordsTests
{
    private static readonly CustomerSearch Some = CustomerSearch.Of(
    [
        Of("Adatum Corporation", "adatum"), Of("Contoso", "contoso"), Of("Contoso Pharmaceuticals", "contosopharma"),
        Of("Woodgrove Bank", "woodgrovebank"), Of("Société Lumière & Fils", "lumierefils"), Of("Zoë Künstler Atelier", "zoekuenstler"),
        Of("ABC", "abc"), Of("Nordic Shipping 50046", "customer50046"), Of("Müller & Söhne GmbH", "muellersoehne"),
    ]);

    [Theory]
    [InlineData("contoso", "contoso", 0)]
    [InlineData("conto", "contoso", 2)]
    [InlineData("comtoso", "contoso", 0)]
    [InlineData("contso", "contoso", 0)]
    [InlineData("conttoso", "contoso", 0)]
    [InlineData("ocntoso", "contoso", 0)]
    [InlineData("contoos", "contoso", 0)]
    [InlineData("contosoo", "contoso", 0)]
    [InlineData("xontoso", "contoso", 0)]
    [InlineData("ontoso", "contoso", 0)]
    [InlineData("cont", "comtoso", 3)]
    [InlineData("comtosa", "contoso", null)]
    [InlineData("contoxxo", "contoso", null)]
    [InlineData("", "contoso", 7)]
    [InlineData("contosooo", "contoso", null)]
    [InlineData("abcd", "", null)]
    public void One_fault_at_most(string typed, string word, int? behind) => Assert.Equal(behind, NearWords.Behind(typed, word));

    [Theory]
    [InlineData("adatim", "Adatum Corporation")]
    [InlineData("aadtum corpration", "Adatum Corporation")]
    [InlineData("contosso", "Contoso")]
    [InlineData("comtoso pharm", "Contoso Pharmaceuticals")]
    [InlineData("woodgrovebnak", "Woodgrove Bank")]
    [InlineData("wood grvoe bank", "Woodgrove Bank")]
    [InlineData("societe lumeire", "Société Lumière & Fils")]
    [InlineData("zoe kunstlre", "Zoë Künstler Atelier")]
    [InlineData("muller sohn gmhb", "Müller & Söhne GmbH")]
    [InlineData("contosophrama.onmicrosoft.com", "Contoso Pharmaceuticals")]
    public void The_one_that_was_meant_stands_first_and_is_known_as_guessed(string typed, string name)
    {
        var first = Some.Find(typed, 5)[0];
        Assert.Equal(name, first.Name);
        Assert.False(CustomerSearch.Holds(first, typed));
    }

    [Theory]
    [InlineData("adatum", true)]
    [InlineData("CORPORATION adatum", true)]
    [InlineData("adatum.onmicrosoft.com", true)]
    [InlineData("10000000-0000-4000-8000-000000000000", true)]
    [InlineData("20000000-0000-4000-8000-000000000000", false)]
    public void What_is_held_as_typed_is_not_guessed(string typed, bool held) => Assert.Equal(held, CustomerSearch.Holds(
        new Customer("10000000-0000-4000-8000-000000000000", "Adatum Corporation", "adatum.onmicrosoft.com"), typed));

    [Theory]
    [InlineData("abd")]
    [InlineData("qqqq")]
    [InlineData("50047")]
    [InlineData("ctnsxo")]
    [InlineData("xx yy zz")]
    public void Short_words_numbers_and_other_words_find_nobody(string typed) => Assert.Empty(Some.Find(typed, 5));

    [Fact]
    public void Whoever_holds_the_words_is_not_mixed_with_those_that_come_near() =>
        Assert.Equal(["Contoso", "Contoso Pharmaceuticals"], [.. Some.Find("contoso", 5).Select(customer => customer.Name)]);

    private static Customer Of(string name, string account) => new(Guid.NewGuid().ToString(), name, account + ".onmicrosoft.com");
}

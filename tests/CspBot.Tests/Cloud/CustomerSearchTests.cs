using System.Diagnostics;
using CspBot.Cloud;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>Agents type a few letters; the customer they mean stands first.</summary>
public sealed class CustomerSearchTests
{
    private static readonly CustomerSearch Some = CustomerSearch.Of(
    [
        Of("Contoso"),
        Of("Contoso Électronique"),
        Of("Nouvelle Contoso"),
        Of("Anticontoso"),
        Of("Zürich Straßenbau"),
        Of("Œuvre & Cie"),
        Of("O'Brien-Smith Ltd."),
        new Customer("33333333-3333-4333-8333-333333333333", "Wingtip", "contoso-old.onmicrosoft.com"),
    ]);

    [Fact]
    public void Exact_then_start_then_word_then_inside_then_domain() =>
        Assert.Equal(["Contoso", "Contoso Électronique", "Nouvelle Contoso", "Anticontoso", "Wingtip"], Names("contoso"));

    [Theory]
    [InlineData("electro", "Contoso Électronique")]
    [InlineData("ÉLECTRO", "Contoso Électronique")]
    [InlineData("zurich", "Zürich Straßenbau")]
    [InlineData("strassen", "Zürich Straßenbau")]
    [InlineData("oeuvre", "Œuvre & Cie")]
    [InlineData("o brien", "O'Brien-Smith Ltd.")]
    [InlineData("smith brien", "O'Brien-Smith Ltd.")]
    [InlineData("  wing  ", "Wingtip")]
    [InlineData("contoso elec", "Contoso Électronique")]
    public void Case_accents_punctuation_and_order_of_words_do_not_matter(string typed, string name) => Assert.Equal(name, Names(typed)[0]);

    [Fact]
    public void A_tenant_id_finds_its_customer() =>
        Assert.Equal(["Wingtip"], [.. Some.Find("33333333-3333-4333-8333-333333333333", 5).Select(c => c.Name)]);

    [Fact]
    public void Nobody_holds_these_words() => Assert.Empty(Names("tailspin"));

    [Theory]
    [InlineData("😀")]
    [InlineData("?!")]
    [InlineData("—")]
    public void Signs_without_a_letter_mean_nobody(string typed) => Assert.Empty(Names(typed));

    [Fact]
    public void Empty_text_gives_the_first_by_name_and_no_more_than_asked() =>
        Assert.Equal(["Anticontoso", "Contoso"], [.. Some.Find("", 2).Select(c => c.Name)]);

    [Fact]
    public void Fifty_thousand_customers_are_searched_in_well_under_50_ms()
    {
        var many = CustomerSearch.Of(Enumerable.Range(0, 50_000).Select(i => Of($"Société Générale d'Énergie {i} Nord-Ouest")));
        many.Find("warm up", 15);
        var best = Enumerable.Range(0, 40).Min(i =>
        {
            var clock = Stopwatch.StartNew();
            Assert.Equal(15, many.Find("energie 4" + i % 5, 15).Count);
            return clock.Elapsed;
        });
        Assert.True(best < TimeSpan.FromMilliseconds(50), $"took {best.TotalMilliseconds} ms");
    }

    private static Customer Of(string name) => new(Guid.NewGuid().ToString(), name, "x.onmicrosoft.com");

    private static string[] Names(string typed) => [.. Some.Find(typed, 10).Select(c => c.Name)];

    [Fact]
    public void Half_an_emoji_in_a_name_or_in_what_is_typed_costs_nobody_the_search()
    {
        var half = "\ud83d"[..1];
        var search = CustomerSearch.Of([new Customer("C-1", "Caf" + half, "cafe.test"), new Customer("c-2", "Cafeteria", "other.test")]);
        Assert.Equal(2, search.Find("caf", 5).Count);
        Assert.Equal(2, search.Find("caf" + half, 5).Count);
        Assert.Same(search.Customers, search.Customers);
        Assert.Equal("cafe.test", search.ById("c-1")!.Domain);
    }
}

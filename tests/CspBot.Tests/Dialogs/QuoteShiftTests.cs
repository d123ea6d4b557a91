using CspBot.Cloud;
using CspBot.Dialogs.Reservations;
using CspBot.Requests;
using CspBot.Resources;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>Decisions on quotes without a call: what the days that passed explain, and all beyond it.</summary>
public sealed class QuoteShiftTests
{
    private static readonly DateTimeOffset Quoted = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);

    /// <summary>365 in 365 days: a day is one, a begun one too, and a cent is for rounding.</summary>
    [Theory]
    [InlineData(0, "365.00", "Same")]
    [InlineData(0, "365.01", "Better")]
    [InlineData(1, "363.99", "Same")]
    [InlineData(1, "363.98", "Worse")]
    [InlineData(24, "363.99", "Same")]
    [InlineData(25, "362.99", "Same")]
    [InlineData(25, "362.98", "Worse")]
    [InlineData(1, null, "Unlike")]
    public void What_is_given_back_may_fall_by_the_days_that_passed(int hours, string? now, string shift)
    {
        var approved = new Money(365, "EUR");
        var allowance = Quotes.Allowance(approved, Quoted, Quoted.AddHours(hours), Quoted.AddDays(365));
        Money? told = now is null ? null : new Money(decimal.Parse(now, System.Globalization.CultureInfo.InvariantCulture), "EUR");
        Assert.Equal(Enum.Parse<QuoteShift>(shift), Quotes.OfGain(approved, told, allowance));

        // The same of what is to be paid, the other way round.
        Assert.Equal(Enum.Parse<QuoteShift>(shift), Quotes.OfCost(
            approved with { Amount = -365 }, told is null ? null : told with { Amount = -told.Amount }, allowance));
        Assert.Equal(QuoteShift.Unlike, Quotes.OfGain(approved, new Money(400, "USD"), allowance));
    }

    [Fact]
    public void Near_the_end_all_of_it_may_be_gone_and_never_more()
    {
        var approved = new Money(10, "EUR");
        Assert.Equal(10.01m, Quotes.Allowance(approved, Quoted, Quoted.AddDays(3), Quoted.AddDays(2)));
        Assert.Equal(QuoteShift.Worse, Quotes.OfGain(approved, new Money(-0.02m, "EUR"), 10.01m));
    }

    [Theory]
    [InlineData("1234.50 EUR", "1,234.50 EUR", "1\u202f234,50 EUR")]
    [InlineData("-10296.50 USD", "-10,296.50 USD", "-10\u202f296,50 USD")]
    [InlineData("R-7K3QD", "R-7K3QD", "R-7K3QD")]
    [InlineData("12 EUR", "12 EUR", "12 EUR")]
    [InlineData("1.50 euros", "1.50 euros", "1.50 euros")]
    public void An_amount_in_a_stored_refusal_is_told_as_the_reader_writes_numbers(string stored, string english, string french)
    {
        var refusal = new Refusal("ReservationReturn.Worse", stored);
        Assert.Equal(english, Assert.Single(Sentences.Args(refusal, Texts.English)));
        Assert.Equal(french, Assert.Single(Sentences.Args(refusal, Texts.French)));
    }

    [Theory]
    [InlineData("1088.16 USD 1780000000", true)]
    [InlineData("-5 EUR 1780000000", true)]
    [InlineData("1088.16 USD", false)]
    [InlineData("many USD 1780000000", false)]
    [InlineData("1 USD 99999999999999", false)]
    [InlineData("", false)]
    public void A_figure_that_a_card_carries_is_read_or_is_none(string text, bool isOne)
    {
        var figure = ShownFigure.Read(text);
        Assert.Equal(isOne, figure is not null);
        Assert.True(figure is null || figure.Write() == text);
    }
}

using CspBot.Cloud;
using CspBot.Purchases;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>Figures of usage as the reader writes them.</summary>
internal static class UsageWords
{
    /// <summary>Used well from here on.</summary>
    private const decimal Well = 80;

    /// <summary>Used badly below.</summary>
    private const decimal Badly = 50;

    public static string Hours(Texts texts, decimal hours) => hours.ToString("N0", texts.Culture);

    public static string Amount(Texts texts, Money money) => PurchaseCards.Amount(texts, money).TrimEnd();

    /// <summary>An hour costs less than a cent apart.</summary>
    public static string HourPrice(Texts texts, Money money) => $"{money.Amount.ToString("N4", texts.Culture)} {money.Currency}".TrimEnd();

    public static string Day(Texts texts, DateOnly day) => texts.ShortDay(day);

    public static string DayAndYear(Texts texts, DateOnly day) => texts.Day(day);

    public static BarLevel Level(decimal percent) => percent >= Well ? BarLevel.Good : percent >= Badly ? BarLevel.Fair : BarLevel.Poor;

    public static Mark Mark(decimal percent) => Level(percent) switch
    {
        BarLevel.Good => Resources.Mark.Done,
        BarLevel.Fair => Resources.Mark.Caution,
        _ => Resources.Mark.Failed,
    };
}

using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>
/// What the reader of phrases knows by itself, besides what dialogs are about; the words of each stand in <c>Words.resx</c>, one file per
/// language.
/// </summary>
internal static class Concepts
{
    public const string Filler = "filler";
    public const string Polite = "polite";
    public const string Not = "not";
    public const string Past = "past";
    public const string Quoted = "quoted";
    public const string Auxiliary = "auxiliary";
    public const string How = "how";
    public const string Asks = "asks";
    public const string Help = "help";
    public const string On = "on";
    public const string Off = "off";
    public const string Turning = "turning";
    public const string Savings = "savings";
    public const string Reserved = "reservation";
    public const string ToUser = "to-user";
    public const string AtPlace = "at-place";
    public const string OfSubscription = "of-subscription";
    public const string OfUser = "of-user";
    public const string OfCustomer = "of-customer";
    public const string And = "and";

    /// <summary>Before a moment at which something ends; whatever is behind it is one.</summary>
    public const string Until = "until";

    /// <summary>Before a moment too, where a day or a clock time is behind it.</summary>
    public const string Moment = "moment";

    /// <summary>A day by itself, besides the names of the days of the week.</summary>
    public const string Day = "calendar-day";

    /// <summary>What a moment can be reckoned from.</summary>
    public static IReadOnlyList<string> Reckoned { get; } = [Noon, Midnight, Tomorrow, Today, OClock];

    public const string Noon = "noon";
    public const string Midnight = "midnight";
    public const string Tomorrow = "tomorrow";
    public const string Today = "today";
    public const string OClock = "o-clock";

    /// <summary>Part of a moment behind one of these words.</summary>
    public const string Calendar = "calendar";
    public const string Role = "role";
    public const string Access = "access";
    public const string Request = "request-id";

    /// <summary>Fits where the phrase asks something.</summary>
    public const string Question = "question";

    /// <summary>What fits by how a phrase is built, and has no words of its own.</summary>
    public static IReadOnlyList<string> Built { get; } = [Question, Request, Others, OthersWish];

    /// <summary>Running without approval: no phrase opens it, and one is told where it stands.</summary>
    public const string Glass = "glass";

    /// <summary>Short words of people, each with a short answer.</summary>
    public static IReadOnlyList<string> SmallTalk { get; } = [Glass, "stop", "no", "bye", "sorry", "thanks", "hello", "ok", "wow"];

    /// <summary>What takes something away or gives it longer, though it opens a list first.</summary>
    public static IReadOnlyList<string> Taking { get; } = ["do-take", "do-extend", "do-offboard", "out-of"];

    /// <summary>Units of time, by their word in a right's duration.</summary>
    public static IReadOnlyDictionary<string, string> Units { get; } = new Dictionary<string, string>
    {
        ["hour"] = "h",
        ["day"] = "d",
        ["week"] = "w",
        ["month"] = "m",
        ["year"] = "y",
        ["minute"] = "min",
        ["second"] = "s",
    };

    public const string Forever = "forever";

    /// <summary>Before a reason.</summary>
    public const string Because = "because";

    /// <summary>The same where a colon is behind it.</summary>
    public const string ReasonNamed = "reason-named";

    /// <summary>Before, or at the beginning of, the number of a ticket.</summary>
    public const string TicketWord = "ticket-word";

    /// <summary>Before somebody else who is to do something.</summary>
    public const string Wish = "wish";

    /// <summary>The same in one with what makes it a clause: “je voudrais que”.</summary>
    public const string WishThat = "wish-that";

    /// <summary>Fits where somebody else is to do it: “I want contoso to buy”.</summary>
    public const string Others = "others-deed";

    /// <summary>Fits where somebody else wants to do it: “contoso wants to buy”.</summary>
    public const string OthersWish = "others-wish";

    /// <summary>A time that is no number of units: half an hour, a fortnight.</summary>
    public const string Span = "span";

    /// <summary>Before a unit, a number that is not told, or that no time of ours has: a few hours.</summary>
    public const string Count = "count";
    public const string Money = "money";

    /// <summary>How a purchase is paid, by the form's word for it.</summary>
    public static IReadOnlyDictionary<string, string> Billings { get; } = new Dictionary<string, string>
    {
        ["bill-monthly"] = "Monthly",
        ["bill-upfront"] = "Upfront",
    };

    /// <summary>Words that mean something in a moment alone, and nothing anywhere else.</summary>
    public static IReadOnlyList<string> Times { get; } =
        [Until, Moment, Day, Calendar, .. Reckoned, "minute", "second", Span, Count, Money, .. Billings.Keys];

    /// <summary>Numbers that are written as words, with what they are.</summary>
    public static IReadOnlyDictionary<string, int> Numbers { get; } = new Dictionary<string, int>
    {
        ["one"] = 1,
        ["two"] = 2,
        ["three"] = 3,
        ["four"] = 4,
        ["five"] = 5,
        ["six"] = 6,
        ["seven"] = 7,
        ["eight"] = 8,
        ["nine"] = 9,
        ["ten"] = 10,
        ["twelve"] = 12,
        ["fifteen"] = 15,
        ["twenty"] = 20,
        ["thirty"] = 30,
    };

    /// <summary>All that the reader asks for, whatever dialogs there are.</summary>
    public static IReadOnlyList<string> Own { get; } =
    [
        Filler, Polite, Not, Past, Quoted, Auxiliary, How, Asks, Help, On, Off, Turning, Savings, Reserved,
        ToUser, AtPlace, OfSubscription, OfUser, OfCustomer, Forever,
        Because, ReasonNamed, TicketWord, Wish, WishThat, .. Times, And, .. SmallTalk, .. Units.Keys, .. Numbers.Keys,
    ];

    /// <summary>Area of the words.</summary>
    public const string Area = "Words";

    /// <summary>The words of a language, as they stand: parted by bars, endings in brackets.</summary>
    public static IEnumerable<string> Words(Texts texts, string concept) => (texts.Find($"{Area}.{concept}") ?? "")
        .Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(Forms);

    /// <summary><c>grant(ed,s)</c> is <c>grant</c>, <c>granted</c>, <c>grants</c>; <c>accord(-,e,er)</c> leaves the stem out.</summary>
    private static IEnumerable<string> Forms(string written)
    {
        var open = written.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
            return [written];
        var (stem, endings) = (written[..open], written[(open + 1)..].TrimEnd(')').Split(','));
        return endings is ["-", .. var only]
            ? only.Select(ending => stem + ending)
            : endings.Select(ending => stem + ending).Prepend(stem);
    }
}

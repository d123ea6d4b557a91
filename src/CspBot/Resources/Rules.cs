using System.Globalization;
using System.Text.RegularExpressions;

namespace CspBot.Resources;

/// <summary>
/// Microsoft's rules that change with a day (section <c>Rules</c>), each with where it was read and as of when, which the cards
/// say: next year's change is one edit here.
/// </summary>
internal sealed record Rules
{
    /// <summary>Reservations can be returned up to a ceiling; it counts the whole cancelled commitment.</summary>
    public RefundRule Refund { get; init; } = new()
    {
        AsOf = "2026-07-22",
        Source = "https://learn.microsoft.com/azure/cost-management-billing/reservations/exchange-and-refund-azure-reservations (facts "
            + "november-2026 §B 2, 3)",
    };

    /// <summary>
    /// Compute and database reservations bought or renewed from a day on cannot be exchanged;
    /// those bought before keep one last exchange.
    /// </summary>
    public ExchangeRule Exchange { get; init; } = new()
    {
        AsOf = "2026-08-27",
        Source = "https://learn.microsoft.com/azure/cost-management-billing/reservations/reservation-exchange-policy-changes (facts "
            + "november-2026 §B 2)",
    };

    /// <summary>From a day on reservations of old VM families are neither sold nor renewed.</summary>
    public OldFamiliesRule OldFamilies { get; init; } = new()
    {
        AsOf = "2026-11-28",
        Source = "Microsoft's documents of reserved VM instances, read in November 2026 (facts november-2026 §B 4)",
    };

    /// <summary>
    /// Open License ended: its ways to Visual Studio subscriptions hold for existing agreements only.
    /// </summary>
    public OpenLicenceRule OpenLicences { get; init; } = new()
    {
        AsOf = "2026-11-28",
        Source = "Microsoft's documents of Visual Studio subscriptions, 2026 (facts november-2026 §E 19)",
    };

    /// <summary>All of them, by the names of their settings.</summary>
    public IReadOnlyList<(string Name, DatedRule Rule)> All() =>
        [(nameof(Refund), Refund), (nameof(Exchange), Exchange), (nameof(OldFamilies), OldFamilies), (nameof(OpenLicences), OpenLicences)];

    /// <summary>One sentence for each setting that is missing or wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (Refund.Limit < 0)
            yield return "Rules:Refund:Limit must not be negative.";
        foreach (var (name, rule) in All())
        {
            if (rule.Source.Length == 0)
                yield return $"Rules:{name}:Source is missing: say where the rule was read.";
            foreach (var (key, value) in rule.Days().Where(day => !DatedRule.IsDay(day.Value)))
                yield return $"Rules:{name}:{key} must be a day such as 2027-02-01, not '{value}'.";
        }
    }
}

/// <summary>A rule of Microsoft's as it was read on a day; days are <c>yyyy-MM-dd</c>.</summary>
internal abstract record DatedRule
{
    /// <summary>As of when it is told.</summary>
    public string AsOf { get; init; } = "";

    /// <summary>Where it was read.</summary>
    public string Source { get; init; } = "";

    /// <summary>Its days, by the names of their settings.</summary>
    public virtual IEnumerable<(string Key, string Value)> Days() => [(nameof(AsOf), AsOf)];

    /// <summary>As of when, as a reader writes it.</summary>
    public string Told(Texts texts) => Told(texts, AsOf);

    protected static string Told(Texts texts, string day) =>
        texts.Day(DateOnly.Parse(day, CultureInfo.InvariantCulture));

    internal static bool IsDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}

/// <summary>The ceiling of refunds of one customer in a rolling twelve months.</summary>
internal sealed record RefundRule : DatedRule
{
    /// <summary>In US dollars.</summary>
    public decimal Limit { get; init; } = 50_000;
}

/// <summary>The end of exchanges.</summary>
internal sealed record ExchangeRule : DatedRule
{
    /// <summary>What is bought or renewed from this day on cannot be exchanged.</summary>
    public string Until { get; init; } = "2027-02-01";

    /// <summary>
    /// Products that the rule leaves alone although savings plans cover their kind, by what Azure calls what is reserved: the deprecated
    /// ones. Azure Database for MariaDB was retired in 2025.
    /// </summary>
    public string Excepted { get; init; } = "MariaDb";

    /// <summary>The day, in UTC.</summary>
    public DateTimeOffset UntilDay => new(DateOnly.Parse(Until, CultureInfo.InvariantCulture), TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>The rule leaves it alone.</summary>
    public bool Excepts(string resource) =>
        Excepted.Split(',', StringSplitOptions.TrimEntries).Contains(resource, StringComparer.OrdinalIgnoreCase);

    public override IEnumerable<(string Key, string Value)> Days() => [.. base.Days(), (nameof(Until), Until)];

    public string UntilTold(Texts texts) => Told(texts, Until);
}

/// <summary>VM families whose reservations are gone, as Microsoft writes them.</summary>
internal sealed partial record OldFamiliesRule : DatedRule
{
    public string From { get; init; } = "2026-07-01";

    /// <summary>Gone for one year.</summary>
    public string OneYear { get; init; } = "Av2, Amv2, Bv1, D, Ds, Dv2, Dsv2, F, Fs, Fsv2, G, Gs, Ls, Lsv2";

    /// <summary>Gone for one and for three years.</summary>
    public string BothTerms { get; init; } = "Dv3, Dsv3, Ev3, Esv3";

    public override IEnumerable<(string Key, string Value)> Days() => [.. base.Days(), (nameof(From), From)];

    public string FromTold(Texts texts) => Told(texts, From);

    /// <summary>The old family of this SKU, if reservations of it for this term are gone on that day; null when they are sold.</summary>
    public string? Gone(string sku, string? term, DateTimeOffset at) =>
        DateOnly.FromDateTime(at.UtcDateTime) >= DateOnly.Parse(From, CultureInfo.InvariantCulture)
        && Find(sku) is { } old
        && (!old.OneYearOnly || term == "P1Y")
            ? old.Family
            : null;

    /// <summary>
    /// The old family that a reservation's name or SKU names, and whether only its reservations for
    /// one year are gone; null when it names none.
    /// </summary>
    public (string Family, bool OneYearOnly)? Find(string name) => FamilyOf(name) is not { } family ? null
        : Has(BothTerms, family) ? (family, false)
        : Has(OneYear, family) ? (family, true)
        : null;

    /// <summary>Reservations of this size and term are not sold any more.</summary>
    public bool IsGone(string name, string term) => Find(name) is { } gone && (!gone.OneYearOnly || term == "P1Y");

    /// <summary>
    /// The family of a machine size such as <c>Standard_D4s_v3</c> (Dsv3), as Microsoft writes it; its first B series is Bv1.
    /// </summary>
    internal static string? FamilyOf(string name)
    {
        if (Size().Match(name) is not { Success: true } size)
            return null;
        var (letters, features, version) = (size.Groups[1].Value, size.Groups[2].Value, size.Groups[3].Value);
        if (letters == "B" && version.Length == 0)
            return "Bv1";
        return letters[..1] + letters[1..].ToLowerInvariant() + features + (version.Length > 0 ? "v" + version : "");
    }

    private static bool Has(string families, string family) =>
        families.Split(',', StringSplitOptions.TrimEntries).Contains(family, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"Standard[_ ]([A-Z]+)\d+(?:-\d+)?([a-z]*)(?:[_ ]v(\d+))?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Size();
}

/// <summary>The end of Open License.</summary>
internal sealed record OpenLicenceRule : DatedRule
{
    /// <summary>The last day on which it was sold.</summary>
    public string Ended { get; init; } = "2021-12-31";

    public override IEnumerable<(string Key, string Value)> Days() => [.. base.Days(), (nameof(Ended), Ended)];

    public string EndedTold(Texts texts) => Told(texts, Ended);
}

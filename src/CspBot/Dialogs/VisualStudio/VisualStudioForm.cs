using System.Text.RegularExpressions;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Handovers;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.VisualStudio;

/// <summary>What the form holds, as it came: numbers in capitals and without what stands around them.</summary>
/// <remarks>
/// No document says how the numbers look (facts partner-center §11): what people tell of them is folklore, so an odd form is warned of and
/// never refused.
/// </remarks>
internal sealed partial record VisualStudioForm(
    string Form, string Customer, string Way, string Authorization, string Licence, string Email)
    : ChangeForm(Form)
{
    /// <summary>What the fields take. A number is much shorter; more than this is something else, pasted by mistake.</summary>
    public const int Longest = 100;
    private const int LongestEmail = 254;
    private const int LongestUsual = 20;

    /// <summary>More is not shown again: a card that is too large would lose what it says of it.</summary>
    private const int LongestKept = LongestEmail + 1;

    public override IEnumerable<string> Sealed => [Customer, Way, Authorization, Licence, Email];

    public override (string Name, string? Value)[] Data =>
        [("customer", Customer), ("way", Way), ("authorization", Authorization), ("licence", Licence), ("email", Email)];

    /// <summary>Without the address: the audit stays for good.</summary>
    public override IReadOnlyDictionary<string, string?> Told => new Dictionary<string, string?>
    {
        ["way"] = Way,
        ["authorization"] = Authorization,
        ["licence"] = Licence,
    };

    public static VisualStudioForm Read(FormInput input) => new(
        input.Form,
        input["customer"],
        VisualStudioWays.Read(input["way"]),
        TypedLine.Read(input["authorization"], LongestKept).ToUpperInvariant(),
        TypedLine.Read(input["licence"], LongestKept).ToUpperInvariant(),
        TypedLine.Read(input["email"], LongestKept));

    /// <summary>Keys of what is missing or cannot be, by field.</summary>
    public IReadOnlyDictionary<string, string> Errors()
    {
        var errors = new Dictionary<string, string>();
        if (Authorization.Length is 0 or > Longest)
            errors["authorization"] = Authorization.Length == 0 ? VisualStudioText.AuthorizationMissing : VisualStudioText.NumberTooLong;
        if (Licence.Length is 0 or > Longest)
            errors["licence"] = Licence.Length == 0 ? VisualStudioText.LicenceMissing : VisualStudioText.NumberTooLong;
        if (Email.Length > LongestEmail || !Address().IsMatch(Email))
            errors["email"] = Email.Length == 0 ? VisualStudioText.EmailMissing : VisualStudioText.EmailWrong;
        return errors;
    }

    /// <summary>Keys of what is unusual about the numbers; none where they look as people know them.</summary>
    public IEnumerable<string> Oddities()
    {
        if (Odd(Authorization) is { } odd)
            yield return "VisualStudio.Odd.authorization." + odd;
        else if (!UsualAuthorization().IsMatch(Authorization))
            yield return VisualStudioText.Odd_authorization_form;
        if (Odd(Licence) is { } strange)
            yield return "VisualStudio.Odd.licence." + strange;
        else if (!UsualLicence().IsMatch(Licence))
            yield return VisualStudioText.Odd_licence_form;
        if (Authorization == Licence)
            yield return VisualStudioText.Odd_same;
    }

    private static string? Odd(string number) =>
        !number.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') ? "signs"
        : number.Length > LongestUsual ? "long"
        : null;

    /// <summary>Something before and behind one @, a point in what is behind, and no spaces: less cannot be an address.</summary>
    [GeneratedRegex(@"\A[^\s@<>,;:""()]+@[^\s@<>,;:""().]+(\.[^\s@<>,;:""().]+)+\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\A[0-9]{8}[A-Z]+[0-9]{4}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex UsualAuthorization();

    [GeneratedRegex(@"\A[0-9]{8}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex UsualLicence();
}

/// <summary>The live facts behind a review.</summary>
/// <param name="Standing">What was handed over with the same numbers before; null for nothing.</param>
internal sealed record VisualStudioReview(VisualStudioForm Form, Probe<CustomerRelation> Relation, HandOver? Standing)
    : ChangeReview<VisualStudioForm>(Form)
{
    public override Refusal? TryAgain => Relation.Transient;

    /// <summary>It stands still: handing it over again would be a second one.</summary>
    public bool IsDouble => Standing is { State: not HandOverState.Removed };
}

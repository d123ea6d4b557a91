using System.Text.RegularExpressions;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>
/// What the forms ask for, as typed: the customer or a new company, and how its use of the stacks is to be billed and managed.
/// </summary>
internal sealed partial record OnboardStackTenantForm(string Form, IReadOnlyDictionary<string, string> Values) : ChangeForm(Form)
{
    /// <summary>Value of <c>customer</c> for a company that does not exist yet.</summary>
    public const string NewCustomer = "new";

    /// <summary>Value of <c>subscription</c> that buys the Azure plan.</summary>
    public const string NewPlan = "new-plan";

    /// <summary>
    /// Values of <c>manages</c>: we work in it as guest Owner, the customer alone, or we keep the tenant and hand the account of its local
    /// subscription over.
    /// </summary>
    public const string We = "we";
    public const string CustomerAlone = "customer";
    public const string HandedOver = "handed-over";

    /// <summary>What cards before 2026-11-29 called it, with <c>guest</c> for <see cref="We"/>.</summary>
    private const string OldManages = "manage";

    public const int LongestReason = 500;
    private const int LongestName = 100;
    private const int LongestAddress = 254;

    private const string InitialDomain = ".onmicrosoft.com";

    /// <summary>Fields of the company form.</summary>
    public static IReadOnlyList<string> CompanyFields { get; } =
        [
            "company", "domain", "registrationNumber", "firstName", "lastName", "email", "phone", "line1", "city", "state", "postalCode",
            "country",
        ];

    /// <summary>Fields of the details form.</summary>
    public static IReadOnlyList<string> DetailFields { get; } =
        ["customer", "deployments", "subscription", "directory", "manages", "guest", "reason"];

    /// <summary>A later field: cards and seals of before do not have it.</summary>
    public const string SecretField = "secretPlace";

    /// <summary>Fields that name somebody or a directory to a service.</summary>
    private static readonly string[] Addresses = ["guest", "directory", "domain", "email"];

    private static readonly string[] Wanted =
    [
        "company", "domain", "firstName", "lastName", "email", "line1", "city", "postalCode", "country",
    ];

    public static OnboardStackTenantForm Read(FormInput input)
    {
        var values = new Dictionary<string, string>(input.Keep([.. DetailFields, .. CompanyFields, SecretField, OldManages]));
        foreach (var field in Addresses.Where(values.ContainsKey))
            values[field] = TypedLine.Read(values[field], LongestAddress + 1);
        return new(input.Form, values);
    }

    public static OnboardStackTenantForm For(string form, string customer, string deployments = "") =>
        new(form, new Dictionary<string, string> { ["customer"] = customer, ["deployments"] = deployments });

    public string this[string field] => Values.GetValueOrDefault(field, "");

    public string Customer => this["customer"];

    public bool IsNew => Customer == NewCustomer;

    public string Subscription => this["subscription"];

    public bool BuysPlan => Subscription == NewPlan;

    public IReadOnlyList<string> Deployments =>
    [.. this["deployments"].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(
        StringComparer.Ordinal)];

    /// <summary>Who works in it; empty without a choice: the address alone decides then.</summary>
    public string Manages => this["manages"] is { Length: > 0 } chosen ? chosen : this[OldManages] == "guest" ? We : this[OldManages];

    public bool IsHandedOver => Manages == HandedOver;

    /// <summary>Our person who becomes guest; empty when none does.</summary>
    public string Guest => IsHandedOver ? "" : this["guest"];

    /// <summary>Sign-in name of the account that is handed over; empty when none is.</summary>
    public string Account => IsHandedOver ? this["guest"] : "";

    /// <summary>Where that account's password lies: a name or a link, never the password.</summary>
    public string SecretPlace => IsHandedOver ? this[SecretField] : "";

    public string Reason => this["reason"];

    public string Domain => this["domain"].ToLowerInvariant() is { Length: > 0 } typed && !typed.Contains('.', StringComparison.Ordinal)
        ? typed + InitialDomain
        : this["domain"].ToLowerInvariant();

    /// <summary>In the order of older cards, and with their word for who manages it: what they sealed is good until it grows old.</summary>
    public override IEnumerable<string> Sealed =>
    [
        .. DetailFields.Concat(CompanyFields).Select(name => name == "manages" && this[name].Length == 0 ? this[OldManages] : this[name]),
        .. this[SecretField].Length > 0 ? [this[SecretField]] : Array.Empty<string>(),
    ];

    public override (string Name, string? Value)[] Data => Carried();

    public override IReadOnlyDictionary<string, string?> Told => DetailFields
        .Append(SecretField)
        .ToDictionary(name => name, name => (string?)this[name]);

    /// <summary>The same in today's words: every card that is made from it carries these.</summary>
    public OnboardStackTenantForm InTodaysWords() => With("manages", Manages).With(OldManages, "");

    /// <summary>What was typed, for the data of a button; <paramref name="without"/> stands in the card's own fields.</summary>
    public (string Name, string? Value)[] Carried(params IEnumerable<string> without) =>
        [.. DetailFields.Concat(CompanyFields)
            .Append(SecretField)
            .Except(without)
            .Where(name => this[name].Length > 0)
            .Where(name => name != SecretField || OnboardStackTenant.SecretPlace.IsOne(this[name])) // A secret is on no card.
            .Select(name => (name, (string?)this[name]))];

    public OnboardStackTenantForm With(string field, string value) =>
        this with { Values = new Dictionary<string, string>(Values) { [field] = value } };

    /// <summary>Keys of what is missing or wrong in the company form, per field.</summary>
    public IReadOnlyDictionary<string, string> CompanyErrors(DateTimeOffset now)
    {
        var errors = new Dictionary<string, string>();
        foreach (var field in Wanted.Where(field => this[field].Length == 0))
            errors[field] = OnboardStackTenantText.Missing;
        Check("domain", DomainPattern().IsMatch(Domain), OnboardStackTenantText.DomainWrong);
        Check("email", IsAddress(this["email"]), OnboardStackTenantText.AddressWrong);
        Check("country", CountryPattern().IsMatch(this["country"]), OnboardStackTenantText.CountryWrong);
        foreach (var field in CompanyFields)
            Check(field, this[field].Length <= LongestName, OnboardStackTenantText.TooLong);
        return errors;

        void Check(string field, bool good, string error)
        {
            if (!good && !errors.ContainsKey(field))
                errors[field] = error;
        }
    }

    /// <summary>The same for the details form.</summary>
    public IReadOnlyDictionary<string, string> Errors(IEnumerable<string> known, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string>();
        if (Deployments.Count == 0 || Deployments.Except(known).Any())
            errors["deployments"] = OnboardStackTenantText.DeploymentsMissing;
        if (!BuysPlan && !Guid.TryParse(Subscription, out _))
            errors["subscription"] = OnboardStackTenantText.SubscriptionMissing;
        if (this["guest"].Length == 0 && Manages is (We or HandedOver))
            errors["guest"] = IsHandedOver ? OnboardStackTenantText.AccountMissing : OnboardStackTenantText.GuestMissing;
        else if (Manages == CustomerAlone && Guest.Length > 0)
            errors["guest"] = OnboardStackTenantText.GuestNotWanted;
        else if (this["guest"].Length > 0 && !IsAddress(this["guest"]))
            errors["guest"] = OnboardStackTenantText.AddressWrong;
        if (Manages.Length > 0 && Manages is not (We or CustomerAlone or HandedOver))
            errors["manages"] = OnboardStackTenantText.ManagesWrong;
        if (this[SecretField].Length > OnboardStackTenant.SecretPlace.Longest)
            errors[SecretField] = OnboardStackTenantText.SecretPlaceTooLong;
        else if (this[SecretField].Length > 0 && !OnboardStackTenant.SecretPlace.IsOne(this[SecretField]))
            errors[SecretField] = OnboardStackTenantText.SecretItself;
        if (Reason.Length is 0 or > LongestReason)
            errors["reason"] = Reason.Length == 0 ? OnboardStackTenantText.ReasonMissing : OnboardStackTenantText.ReasonTooLong;
        return errors;
    }

    /// <param name="culture">Language of the bill: the requester's.</param>
    public NewCustomer Company(string culture) => new(
        this["company"],
        Domain,
        new ContactPerson(this["firstName"], this["lastName"], this["email"], Optional("phone")),
        new PostalAddress(this["line1"], this["city"], Optional("state"), this["postalCode"], this["country"].ToUpperInvariant()),
        culture,
        Optional("registrationNumber"));

    private string? Optional(string field) => this[field] is { Length: > 0 } value ? value : null;

    private static bool IsAddress(string text) => text.Length <= LongestAddress && AddressPattern().IsMatch(text);

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\.[^@\s.]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,26}\.onmicrosoft\.com$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DomainPattern();

    [GeneratedRegex("^[A-Za-z]{2}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CountryPattern();
}

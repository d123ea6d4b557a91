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

    /// <summary>Values of <c>manage</c>.</summary>
    public const string AsGuest = "guest";
    public const string CustomerAlone = "customer";

    public const int LongestReason = 500;
    private const int LongestName = 100;

    private const string InitialDomain = ".onmicrosoft.com";

    /// <summary>Fields of the company form.</summary>
    public static IReadOnlyList<string> CompanyFields { get; } =
        [
            "company", "domain", "registrationNumber", "firstName", "lastName", "email", "phone", "line1", "city", "state", "postalCode",
            "country",
        ];

    /// <summary>Fields of the details form.</summary>
    public static IReadOnlyList<string> DetailFields { get; } =
        ["customer", "deployments", "subscription", "directory", "manage", "guest", "reason"];

    private static readonly string[] Wanted =
    [
        "company", "domain", "firstName", "lastName", "email", "line1", "city", "postalCode", "country",
    ];

    public static OnboardStackTenantForm Read(FormInput input) => new(input.Form, input.Keep([.. DetailFields, .. CompanyFields]));

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

    /// <summary>Empty when the customer manages alone; without a choice the address alone decides.</summary>
    public string Guest => this["guest"];

    public string Reason => this["reason"];

    public string Domain => this["domain"].ToLowerInvariant() is { Length: > 0 } typed && !typed.Contains('.', StringComparison.Ordinal)
        ? typed + InitialDomain
        : this["domain"].ToLowerInvariant();

    public override IEnumerable<string> Sealed => DetailFields.Concat(CompanyFields).Select(name => this[name]);

    public override (string Name, string? Value)[] Data => Carried();

    public override IReadOnlyDictionary<string, string?> Told => DetailFields.ToDictionary(name => name, name => (string?)this[name]);

    /// <summary>What was typed, for the data of a button; <paramref name="without"/> stands in the card's own fields.</summary>
    public (string Name, string? Value)[] Carried(params IEnumerable<string> without) =>
        [.. DetailFields.Concat(CompanyFields)
            .Except(without)
            .Where(name => this[name].Length > 0)
            .Select(name => (name, (string?)this[name]))];

    public OnboardStackTenantForm With(string field, string value) =>
        this with { Values = new Dictionary<string, string>(Values) { [field] = value } };

    /// <summary>Keys of what is missing or wrong in the company form, per field.</summary>
    public IReadOnlyDictionary<string, string> CompanyErrors(DateTimeOffset now)
    {
        var errors = new Dictionary<string, string>();
        foreach (var field in CompanyFields.Where(field => this[field].Length > LongestName))
            errors[field] = OnboardStackTenantText.TooLong;
        foreach (var field in Wanted.Where(field => this[field].Length == 0))
            errors[field] = OnboardStackTenantText.Missing;
        Check("domain", DomainPattern().IsMatch(Domain), OnboardStackTenantText.DomainWrong);
        Check("email", IsAddress(this["email"]), OnboardStackTenantText.AddressWrong);
        Check("country", CountryPattern().IsMatch(this["country"]), OnboardStackTenantText.CountryWrong);
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
        if (this["manage"] == AsGuest && Guest.Length == 0)
            errors["guest"] = OnboardStackTenantText.GuestMissing;
        else if (this["manage"] == CustomerAlone && Guest.Length > 0)
            errors["guest"] = OnboardStackTenantText.GuestNotWanted;
        else if (Guest.Length > 0 && !IsAddress(Guest))
            errors["guest"] = OnboardStackTenantText.AddressWrong;
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

    private static bool IsAddress(string text) => text.Length <= 254 && AddressPattern().IsMatch(text);

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\.[^@\s.]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,26}\.onmicrosoft\.com$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DomainPattern();

    [GeneratedRegex("^[A-Za-z]{2}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CountryPattern();
}

using System.Globalization;

namespace CspBot.Requests.Approvals;

/// <summary>The rules of <c>Approvals:Policy</c> in their order: the first that matches rules.</summary>
/// <param name="Rules">Those that can be read.</param>
internal sealed record PolicyBook(IReadOnlyList<PolicyRule> Rules)
{
    public static PolicyBook Empty { get; } = new([]);

    /// <summary>Without those that cannot be read: <see cref="Validate"/> says which.</summary>
    public static PolicyBook Read(IEnumerable<string> lines) => new(
        [.. Said(lines).Select(line => TryRead(line.Text, null).Rule).OfType<PolicyRule>()]);

    /// <summary>One sentence for each rule that is wrong.</summary>
    public static IEnumerable<string> Validate(IEnumerable<string> lines, IReadOnlyCollection<string> dialogs)
    {
        var (names, last) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), (string?)null);
        foreach (var (number, text) in Said(lines))
        {
            var (rule, problem) = TryRead(text, dialogs);
            var where = string.Create(CultureInfo.InvariantCulture, $"Approvals:Policy, rule {number}");
            if (rule is null)
                yield return $"{where}, {problem}.";
            else if (!names.Add(rule.Name))
                yield return $"{where}: another rule is called '{rule.Name}' already; cards name rules, so each needs a name of its own.";
            else if (last is not null)
                yield return $"{where} ('{rule.Name}') is never reached: '{last}' before it has no condition and matches everything.";
            if (rule is { When.Count: 0 })
                last ??= rule.Name;
        }
    }

    /// <summary>The rule of this case, and why each one before it is not; what only takes a right away has none.</summary>
    public PolicyMatch Find(PolicyCase asked, ApprovalOptions options)
    {
        var passed = new List<PolicyPassed>();
        foreach (var rule in asked.TakesAway ? [] : Rules)
        {
            if (rule.WhyNot(asked, options) is not { } missing)
                return new PolicyMatch(rule, passed);
            passed.Add(new PolicyPassed(rule, missing));
        }

        return new PolicyMatch(null, passed);
    }

    /// <summary>Empty lines and comments are nobody's rules, and are not counted.</summary>
    private static IEnumerable<(int Number, string Text)> Said(IEnumerable<string> lines) => lines
        .Select(line => line.Trim())
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select((line, i) => (i + 1, line));

    private static (PolicyRule? Rule, string? Problem) TryRead(string text, IReadOnlyCollection<string>? dialogs)
    {
        try
        {
            return (new PolicyParser(text, dialogs).Read(), null);
        }
        catch (PolicyProblemException e)
        {
            return (null, e.Message);
        }
    }
}

/// <summary>Which rule a case has; null for none.</summary>
/// <param name="Passed">Those before it.</param>
internal sealed record PolicyMatch(PolicyRule? Rule, IReadOnlyList<PolicyPassed> Passed);

/// <summary>A rule that was passed by, and its first condition that did not hold.</summary>
internal sealed record PolicyPassed(PolicyRule Rule, PolicyCondition Missing);

/// <summary>A customer with whom more care is needed, and the sentence that says so to who asks and who decides.</summary>
internal sealed record SensitiveCustomer
{
    private const int Longest = 300;

    /// <summary>Tenant id, or the name as Partner Center has it.</summary>
    public string Customer { get; init; } = "";

    /// <summary>The sentence, where a language has none of its own.</summary>
    public string Warning { get; init; } = "";

    /// <summary>Language (<c>fr</c>) to sentence.</summary>
    public IReadOnlyDictionary<string, string> Warnings { get; init; } = new Dictionary<string, string>();

    public bool Is(string id, string name) =>
        (Guid.TryParse(Customer, out var tenant) ? tenant.ToString() : Customer.Trim()) is var said
        && (said.Equals(id, StringComparison.OrdinalIgnoreCase) || said.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>One sentence for each thing that is wrong.</summary>
    public IEnumerable<string> Validate(int number)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"Approvals:Sensitive:{number}");
        if (string.IsNullOrWhiteSpace(Customer))
            yield return $"{key}:Customer is missing: give the customer's tenant id, or its name as Partner Center has it.";
        if (string.IsNullOrWhiteSpace(Warning))
            yield return $"{key}:Warning is missing: give the sentence that who asks and who decides shall read.";
        foreach (var (language, text) in Warnings.Prepend(new KeyValuePair<string, string>("", Warning)))
        {
            if (text.Length > Longest)
                yield return $"{key}:{(language.Length > 0 ? "Warnings:" + language : "Warning")} may have 300 letters, not {text.Length}.";
            if (language.Length > 0 && !Resources.Texts.All.Any(texts => texts.Language == language))
                yield return $"{key}:Warnings:{language} is of no language that the bot speaks.";
        }
    }
}

/// <summary>The sentence about a sensitive customer as it was when the request was made.</summary>
/// <param name="Text">Where a language has none of its own.</param>
/// <param name="ByLanguage">Language to sentence.</param>
internal sealed record StoredWarning(string Text, IReadOnlyDictionary<string, string> ByLanguage)
{
    public static StoredWarning? Of(SensitiveCustomer? customer) =>
        customer is null ? null : new StoredWarning(customer.Warning, customer.Warnings);

    public string In(string language) => ByLanguage.GetValueOrDefault(language, Text);
}

using System.Globalization;
using System.Text.RegularExpressions;
using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests.SignIns;

namespace CspBot.Requests.Approvals;

/// <summary>
/// Reads a rule: <c>name: when condition and condition then want, want</c>. The README has the whole language; each method reads what its
/// name says.
/// </summary>
/// <param name="rule">One rule as it was written.</param>
/// <param name="dialogs">Names that dialogs have; null where nobody checks them.</param>
internal sealed class PolicyParser(string rule, IReadOnlyCollection<string>? dialogs)
{
    public const int MostPeople = 5;
    private const int LongestName = 40;
    private const string Conditions = "dialog, customer, role, duration or amount";
    private const string Wants = "asked by, decided by, reason, ticket, at most, hours or sign-in within";
    private const string Lengths = "a length of time such as 30m, 8h or 7d";
    private static readonly PartnerRole[] Agents = [PartnerRole.AdminAgent, PartnerRole.SalesAgent, PartnerRole.HelpdeskAgent];

    /// <exception cref="PolicyProblemException">What is wrong, and where.</exception>
    public PolicyRule Read()
    {
        var colon = rule.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? "" : rule[..colon].Trim();
        if (name.Length is 0 or > LongestName || name.Any(letter => !char.IsLetterOrDigit(letter) && letter is not ('-' or ' ' or '_')))
            throw new PolicyProblemException(
                new PolicyWord(colon < 0 ? rule : rule[..colon], 1, IsQuoted: true),
                "the rule's name (up to 40 letters, digits, spaces and hyphens) and a colon");
        var words = PolicyWords.Of(rule, colon + 1);
        var when = new List<PolicyCondition>();
        if (words.Takes("when"))
        {
            do
                when.Add(Condition(words));
            while (words.Takes("and"));
            words.Must("then", "and or then");
        }
        else
        {
            words.Must("then", "when or then");
        }

        var read = new PolicyRule(name, rule.Trim()) { When = when };
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            var word = words.Next;
            read = Want(words, read);
            if (!wanted.Add(word.Text.ToLowerInvariant()))
                throw new PolicyProblemException(word, "each want once");
        }
        while (words.Takes(","));
        return words.Next is { Text: "", IsQuoted: false }
            ? read
            : throw new PolicyProblemException(words.Next, "a comma, or the end of the rule");
    }

    private PolicyCondition Condition(PolicyWords words)
    {
        var what = words.Take();
        var start = what.At - 1;
        if (what.Is("dialog"))
        {
            var not = Is(words);
            var names = Listed(words, Dialog);
            return new PolicyCondition.DialogIs(Said(words, start), names, not);
        }

        if (what.Is("customer"))
        {
            var not = Is(words);
            var names = Listed(
                words,
                word => word.Is("sensitive") ? null : Value(word, "a customer's tenant id, its name in quotation marks, or sensitive"));
            return new PolicyCondition.CustomerIs(Said(words, start), names, not);
        }

        if (what.Is("role"))
        {
            var not = Is(words);
            var names = Listed(words, word => Value(word, "a role's id, or its name (in quotation marks where it has spaces)"));
            return new PolicyCondition.RoleIs(Said(words, start), names, not);
        }

        if (what.Is("duration"))
        {
            var sign = Sign(words, "is, >, >=, < or <=", mayBeIs: true);
            var word = words.Take();
            var length = word.Is("permanent") ? TimeSpan.MaxValue : Length(word, Lengths + ", or permanent");
            return new PolicyCondition.Lasts(Said(words, start), sign, length);
        }

        if (what.Is("amount"))
        {
            var sign = Sign(words, ">, >=, < or <=", mayBeIs: false);
            var bound = Amount(words);
            return new PolicyCondition.Amounts(Said(words, start), sign, bound);
        }

        throw new PolicyProblemException(what, Conditions);
    }

    private PolicyRule Want(PolicyWords words, PolicyRule read)
    {
        var what = words.Take();
        if (what.Is("asked"))
        {
            words.Must("by", "by");
            return read with { Asked = Who(words) };
        }

        if (what.Is("decided"))
        {
            words.Must("by", "by");
            return read with { Decided = Decided(words) };
        }

        if (what.Is("reason"))
            return read with { NeedsReason = true };
        if (what.Is("ticket"))
            return read with { Ticket = Ticket(words) };
        if (what.Is("at"))
        {
            words.Must("most", "most");
            return read with { AtMost = Length(words.Take(), Lengths) };
        }

        if (what.Is("sign-in"))
        {
            words.Must("within", "within");
            return read with { SignIn = SignIn(words.Take()) };
        }

        return what.Is("hours") ? read with { Hours = Hours(words) } : throw new PolicyProblemException(what, Wants);
    }

    private static TimeSpan SignIn(PolicyWord word)
    {
        const string expected = "a length of time between 5m and 1d";
        return Length(word, expected) is var age && FreshSignInOptions.IsAge(age) ? age : throw new PolicyProblemException(word, expected);
    }

    private string Dialog(PolicyWord word)
    {
        var name = Value(word, "a dialog's name");
        return dialogs is null || dialogs.Contains(name)
            ? name
            : throw new PolicyProblemException(word, "one of the dialogs " + string.Join(", ", dialogs));
    }

    private static PolicyDecided Decided(PolicyWords words)
    {
        if (words.Takes("nobody"))
            return new PolicyDecided(0, null);
        var first = words.Next;
        if (first is { IsQuoted: true, Text: _ } || first.Text.Length == 0 || !char.IsAsciiDigit(first.Text[0]))
            return new PolicyDecided(1, Who(words));
        words.Take();
        if (!int.TryParse(first.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var people) || people is 0 or > MostPeople)
            throw new PolicyProblemException(first, "how many people decide, 1 to 5, or nobody");
        return new PolicyDecided(people, words.Takes("of") ? Who(words) : null);
    }

    private static PolicyWho Who(PolicyWords words)
    {
        var (roles, groups, people) = (new List<string>(), new List<PolicyName>(), new List<PolicyName>());
        do
        {
            var word = words.Take();
            if (word.Is("group"))
                groups.Add(Named(words, "the group's object id (a GUID): names can be imitated"));
            else if (word.Is("person"))
                people.Add(Named(words, "the person's object id (a GUID)"));
            else if (Agents.FirstOrDefault(role => word.Is(role.ToString()), (PartnerRole)(-1)) is var role && Enum.IsDefined(role))
                roles.Add(role.ToString());
            else
                throw new PolicyProblemException(word, $"{string.Join(", ", Agents)}, group or person");
        }
        while (words.Takes("or"));
        return new PolicyWho(roles, groups, people);
    }

    /// <summary>An object id, and how it is called.</summary>
    private static PolicyName Named(PolicyWords words, string expected)
    {
        var word = words.Take();
        return Guid.TryParse(word.Text, out var id)
            ? new PolicyName(id.ToString(), words.Next.IsQuoted ? words.Take().Text : null)
            : throw new PolicyProblemException(word, expected);
    }

    private static PolicyTicket Ticket(PolicyWords words)
    {
        var pattern = words.Take();
        if (!pattern.IsQuoted || pattern.Text.Length == 0)
            throw new PolicyProblemException(pattern, "the ticket's pattern in quotation marks, such as \"INC[0-9]{6}\"");
        var link = words.Next.IsQuoted ? words.Take() : null;
        if (link is not null && !PolicyTicket.IsLink(link.Text))
            throw new PolicyProblemException(link, "an https address with {ticket} behind the host");
        try
        {
            return new PolicyTicket(pattern.Text, link?.Text);
        }
        catch (Exception e) when (e is RegexParseException or NotSupportedException or ArgumentException)
        {
            throw new PolicyProblemException(
                pattern,
                e is NotSupportedException
                    ? "a pattern without looking around and without back references"
                    : "a regular expression that can be read");
        }
    }

    private static PolicyHours Hours(PolicyWords words)
    {
        var (days, hours, zone) = (words.Take(), words.Take(), words.Take());
        if (days.Text.Split('-') is not ([_] or [_, _]) || days.Text.Split('-').Any(day => PolicyHours.Day(day) is null))
            throw new PolicyProblemException(days, "days such as Mon-Fri or Sat");
        if (hours.Text.Split('-') is not [var from, var to] || !(PolicyHours.Time(from) < PolicyHours.Time(to)))
            throw new PolicyProblemException(hours, "times such as 08:00-18:00, the earlier one first");
        return PolicyHours.Read(days.Text, hours.Text, zone.Text)
            ?? throw new PolicyProblemException(zone, "a time zone such as Europe/Paris");
    }

    private static Money Amount(PolicyWords words)
    {
        var (amount, currency) = (words.Take(), words.Take());
        if (!decimal.TryParse(amount.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value <= 0)
            throw new PolicyProblemException(amount, "an amount above zero such as 10000");
        return currency.Text.Length == 3 && currency.Text.All(char.IsAsciiLetter)
            ? new Money(value, currency.Text.ToUpperInvariant())
            : throw new PolicyProblemException(currency, "a currency such as EUR");
    }

    private static TimeSpan Length(PolicyWord word, string expected)
    {
        var number = word.Text.AsSpan(0, Math.Max(0, word.Text.Length - 1));
        var isNumber = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        return (isNumber && count is > 0 and <= 3650 ? word.Text[^1] : ' ') switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => throw new PolicyProblemException(word, expected),
        };
    }

    private static string Sign(PolicyWords words, string expected, bool mayBeIs)
    {
        var word = words.Take();
        return !word.IsQuoted && (word.Text is ">" or ">=" or "<" or "<=" || (mayBeIs && word.Is("is")))
            ? word.Text
            : throw new PolicyProblemException(word, expected);
    }

    private static bool Is(PolicyWords words)
    {
        words.Must("is", "is");
        return words.Takes("not");
    }

    private static List<T> Listed<T>(PolicyWords words, Func<PolicyWord, T> read)
    {
        var all = new List<T>();
        do
            all.Add(read(words.Take()));
        while (words.Takes("or"));
        return all;
    }

    private static string Value(PolicyWord word, string expected) =>
        word.Text.Length > 0 && (word.IsQuoted || (word.Text[0] is not ('<' or '>' or ',') && !IsKeyword(word)))
            ? word.Text
            : throw new PolicyProblemException(word, expected);

    private static bool IsKeyword(PolicyWord word) => word.Is("and") || word.Is("then") || word.Is("or") || word.Is("when");

    private string Said(PolicyWords words, int start) => rule[start..words.End];
}

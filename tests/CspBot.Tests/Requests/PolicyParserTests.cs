using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Rules as text: what can be written, and the one sentence for each thing that cannot.</summary>
public sealed class PolicyParserTests
{
    private const string Group = "00000000-0000-4000-8000-00000000aa01";
    private static readonly string[] Dialogs = ["grant-owner", "customers", "reservations"];

    [Theory]
    [InlineData("when dialog is grant-owner then reason", "rule 1, character 1: expected the rule's name (up to 40 letters, digits")]
    [InlineData("", null)]
    [InlineData(": then reason", "rule 1, character 1: expected the rule's name")]
    [InlineData("a/b: then reason", "rule 1, character 1: expected the rule's name")]
    [InlineData("a-name-that-is-much-too-long-for-any-card-to-hold: then reason", "rule 1, character 1: expected the rule's name")]
    [InlineData("a:", "rule 1, character 3: expected when or then, but the rule ends there.")]
    [InlineData("a: reason", "rule 1, character 4: expected when or then, not 'reason'.")]
    [InlineData("a: if dialog is grant-owner then reason", "rule 1, character 4: expected when or then, not 'if'.")]
    [InlineData("a: when then reason", "rule 1, character 9: expected dialog, customer, role, duration or amount, not 'then'.")]
    [InlineData("a: when dialogs is grant-owner then reason", "character 9: expected dialog, customer, role, duration or amount, not")]
    [InlineData("a: when dialog grant-owner then reason", "character 16: expected is, not 'grant-owner'.")]
    [InlineData("a: when dialog is then reason", "character 19: expected a dialog's name, not 'then'.")]
    [InlineData("a: when dialog is not", "character 22: expected a dialog's name, but the rule ends there.")]
    [InlineData("a: when dialog is grant-ownr then reason", "character 19: expected one of the dialogs grant-owner, customers, reserv")]
    [InlineData("a: when dialog is grant-owner or then reason", "character 34: expected a dialog's name, not 'then'.")]
    [InlineData("a: when dialog is grant-owner, customers then reason", "character 30: expected and or then, not ','.")]
    [InlineData("a: when dialog is grant-owner and then reason", "character 35: expected dialog, customer, role, duration or amount, ")]
    [InlineData("a: when dialog is grant-owner", "character 30: expected and or then, but the rule ends there.")]
    [InlineData("a: when customer is Adatum Corporation then reason", "character 28: expected and or then, not 'Corporation'.")]
    [InlineData("a: when customer is \"Adatum then reason", "character 21: expected a second quotation mark that ends what begins here")]
    [InlineData("a: when customer is \"\" then reason", "character 21: expected a customer's tenant id, its name in quotation marks, or")]
    [InlineData("a: when role > Owner then reason", "character 14: expected is, not '>'.")]
    [InlineData("a: when role is , then reason", "character 17: expected a role's id, or its name (in quotation marks where it has s")]
    [InlineData("a: when duration longer 8h then reason", "character 18: expected is, >, >=, < or <=, not 'longer'.")]
    [InlineData("a: when duration > 8 then reason", "character 20: expected a length of time such as 30m, 8h or 7d, or permanent, not")]
    [InlineData("a: when duration > 8hours then reason", "character 20: expected a length of time such as 30m, 8h or 7d, or permanent")]
    [InlineData("a: when duration > 0h then reason", "character 20: expected a length of time such as 30m, 8h or 7d, or permanent, not")]
    [InlineData("a: when amount is 5 EUR then reason", "character 16: expected >, >=, < or <=, not 'is'.")]
    [InlineData("a: when amount > EUR then reason", "character 18: expected an amount above zero such as 10000, not 'EUR'.")]
    [InlineData("a: when amount > -5 EUR then reason", "character 18: expected an amount above zero such as 10000, not '-5'.")]
    [InlineData("a: when amount > 10000 then reason", "character 24: expected a currency such as EUR, not 'then'.")]
    [InlineData("a: when amount > 10,000 EUR then reason", "character 20: expected a currency such as EUR, not ','.")]
    [InlineData("a: when amount > 10000 euros then reason", "character 24: expected a currency such as EUR, not 'euros'.")]
    [InlineData("a: then", "character 8: expected asked by, decided by, reason, ticket, at most, hours or sign-in within, but the")]
    [InlineData(
        "a: then approve",
        "character 9: expected asked by, decided by, reason, ticket, at most, hours or sign-in within, not 'approve'.")]
    [InlineData("a: then reason,", "character 16: expected asked by, decided by, reason, ticket, at most, hours or sign-in within, but")]
    [InlineData("a: then reason, reason", "character 17: expected each want once, not 'reason'.")]
    [InlineData("a: then reason ticket \"A\"", "character 16: expected a comma, or the end of the rule, not 'ticket'.")]
    [InlineData("a: then asked AdminAgent", "character 15: expected by, not 'AdminAgent'.")]
    [InlineData("a: then asked by AdminAgents", "character 18: expected AdminAgent, SalesAgent, HelpdeskAgent, group or person, not")]
    [InlineData("a: then asked by GlobalAdministrator", "character 18: expected AdminAgent, SalesAgent, HelpdeskAgent, group or person")]
    [InlineData("a: then asked by AdminAgent or", "character 31: expected AdminAgent, SalesAgent, HelpdeskAgent, group or person, bu")]
    [InlineData("a: then asked by group Owners", "character 24: expected the group's object id (a GUID): names can be imitated, not '")]
    [InlineData("a: then decided by person Tomas", "character 27: expected the person's object id (a GUID), not 'Tomas'.")]
    [InlineData("a: then decided by", "character 19: expected AdminAgent, SalesAgent, HelpdeskAgent, group or person, but the r")]
    [InlineData("a: then decided by 0", "character 20: expected how many people decide, 1 to 5, or nobody, not '0'.")]
    [InlineData("a: then decided by 6 of AdminAgent", "character 20: expected how many people decide, 1 to 5, or nobody, not '6'.")]
    [InlineData("a: then decided by 2 AdminAgent", "character 22: expected a comma, or the end of the rule, not 'AdminAgent'.")]
    [InlineData("a: then decided by nobody of AdminAgent", "character 27: expected a comma, or the end of the rule, not 'of'.")]
    [InlineData("a: then ticket", "character 15: expected the ticket's pattern in quotation marks, such as \"INC[0-9]{6}\", but")]
    [InlineData("a: then ticket INC[0-9]{6}", "character 16: expected the ticket's pattern in quotation marks, such as")]
    [InlineData("a: then ticket \"INC[0-9\"", "character 16: expected a regular expression that can be read, not 'INC[0-9'.")]
    [InlineData("a: then ticket \"(A)\\1\"", "character 16: expected a pattern without looking around and without back references")]
    [InlineData("a: then ticket \"(?=A)A\"", "character 16: expected a pattern without looking around and without back references")]
    [InlineData("a: then ticket \"INC[0-9]{6})|(?:.*\"", "character 16: expected a regular expression that can be read, not 'INC")]
    [InlineData("a: then ticket \"A\" \"https://t@evil.example/{ticket}\"", "character 20: expected an https address with {ticket} beh")]
    [InlineData("a: then ticket \"A\" \"http://t.example/{ticket}\"", "character 20: expected an https address with {ticket} behind t")]
    [InlineData("a: then ticket \"A\" \"https://t.example/\"", "character 20: expected an https address with {ticket} behind the host")]
    [InlineData("a: then ticket \"A\" \"https://{ticket}.example/\"", "character 20: expected an https address with {ticket} behind t")]
    [InlineData("a: then at 8h", "character 12: expected most, not '8h'.")]
    [InlineData("a: then at most permanent", "character 17: expected a length of time such as 30m, 8h or 7d, not 'permanent'.")]
    [InlineData("a: then hours", "character 14: expected days such as Mon-Fri or Sat, but the rule ends there.")]
    [InlineData("a: then hours Mon-Day 08:00-18:00 Europe/Paris", "character 15: expected days such as Mon-Fri or Sat, not 'Mon-Day'.")]
    [InlineData("a: then hours Mon-Fri 8-18 Europe/Paris", "character 23: expected times such as 08:00-18:00, the earlier one first, ")]
    [InlineData("a: then hours Mon-Fri 18:00-08:00 Europe/Paris", "character 23: expected times such as 08:00-18:00, the earlier one ")]
    [InlineData("a: then hours Mon-Fri 08:00-18:00", "character 34: expected a time zone such as Europe/Paris, but the rule ends there.")]
    [InlineData("a: then hours Mon-Fri 08:00-18:00 Paris", "character 35: expected a time zone such as Europe/Paris, not 'Paris'.")]
    [InlineData("# a comment\n\na: then\n", "rule 1, character 8: expected asked by")]
    [InlineData("a: when dialog is customers then reason\nA: then reason", "rule 2: another rule is called 'A' already; cards name ru")]
    [InlineData("a: then reason\nb: when dialog is customers then reason", "rule 2 ('b') is never reached: 'a' before it has no condi")]
    public void What_is_wrong_is_one_sentence_that_says_where_and_what_is_expected(string lines, string? problem)
    {
        var problems = new ApprovalOptions { Policy = lines.Split('\n') }.Validate(Dialogs).ToList();
        if (problem is null)
        {
            Assert.Empty(problems);
            return;
        }

        var said = Assert.Single(problems);
        Assert.StartsWith("Approvals:Policy, rule ", said, StringComparison.Ordinal);
        Assert.Contains(problem, said, StringComparison.Ordinal);
        Assert.EndsWith(".", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Warn", "", "", "Approvals:Sensitive:0:Customer is missing")]
    [InlineData("Adatum", "", "", "", "Approvals:Sensitive:0:Warning is missing")]
    [InlineData("Adatum", "Warn", "de", "Achtung", "Approvals:Sensitive:0:Warnings:de is of no language")]
    [InlineData("Adatum", "Warn", "fr", "Attention", null)]
    public void A_sensitive_customer_has_a_name_and_a_sentence(
        string customer, string warning, string language, string text, string? problem)
    {
        var sensitive = new SensitiveCustomer
        {
            Customer = customer,
            Warning = warning,
            Warnings = language.Length == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { [language] = text },
        };
        var problems = new ApprovalOptions { Sensitive = [sensitive] }.Validate(Dialogs).ToList();
        Assert.Equal(problem is null ? 0 : 1, problems.Count);
        Assert.All(problems, said => Assert.StartsWith(problem!, said, StringComparison.Ordinal));
        var tooLong = new SensitiveCustomer { Customer = "A", Warning = new string('w', 301) };
        Assert.Single(new ApprovalOptions { Sensitive = [tooLong] }.Validate(Dialogs));
    }

    [Fact]
    public void Everything_that_can_be_said_is_read()
    {
        const string text = "Production 1: WHEN dialog is not customers or reservations"
            + " and customer is \"Adatum \"\"A\"\" Corporation\" or sensitive"
            + " and role is Owner or \"User Access Administrator\" and duration > 8h and amount >= 10000.50 eur"
            + " then asked by AdminAgent or person " + Group + ", decided by 2 of SalesAgent or group " + Group + " \"Platform owners\","
            + " reason, ticket \"INC[0-9]{6}\" \"https://tickets.example/{ticket}\", at most 7d, hours Fri-Mon 08:00-18:30 Europe/Paris";
        var rule = new PolicyParser(text, Dialogs).Read();
        Assert.Equal(("Production 1", text), (rule.Name, rule.Text));
        Assert.Equal(
            [
                "dialog is not customers or reservations",
                "customer is \"Adatum \"\"A\"\" Corporation\" or sensitive",
                "role is Owner or \"User Access Administrator\"",
                "duration > 8h",
                "amount >= 10000.50 eur",
            ],
            rule.When.Select(condition => condition.Text));
        Assert.Equal("AdminAgent, " + Group, rule.Asked!.Names);
        Assert.Equal((2, "SalesAgent, Platform owners"), (rule.Decided!.People, rule.Decided.Who!.Names));
        Assert.True(rule.NeedsReason);
        Assert.Equal("https://tickets.example/INC%2F1", rule.Ticket!.LinkOf("INC/1"));
        Assert.Equal(TimeSpan.FromDays(7), rule.AtMost);
        Assert.Equal("Fri-Mon 08:00-18:30 Europe/Paris", rule.Hours!.Text);
        Assert.Equal(0, new PolicyParser("a: then decided by nobody", null).Read().Decided!.People);
        Assert.Equal((3, (PolicyWho?)null), (new PolicyParser("a: then decided by 3", null).Read().Decided!.People, null));
        Assert.Equal(1, new PolicyParser("a: then decided by HelpdeskAgent", null).Read().Decided!.People);
    }

    [Theory]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Paris", "2026-11-30T06:59:59Z", false, "2026-11-30")]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Paris", "2026-11-30T07:00:00Z", true, null)]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Paris", "2026-11-30T17:00:00Z", false, "2026-12-01")]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Paris", "2026-12-04T17:00:00Z", false, "2026-12-07")]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Paris", "2026-07-01T06:00:00Z", true, null)]
    [InlineData("Mon-Fri 08:00-18:00 Asia/Tokyo", "2026-11-29T23:30:00Z", true, null)]
    [InlineData("Sat 10:00-12:00 UTC", "2026-11-30T10:00:00Z", false, "2026-12-05")]
    [InlineData("Mon 00:00-24:00 UTC", "2026-11-30T23:59:59.9Z", true, null)]
    [InlineData("Mon 00:00-24:00 UTC", "2026-12-01T00:00:00Z", false, "2026-12-07")]
    [InlineData("Fri-Mon 10:00-12:00 UTC", "2026-11-29T11:00:00Z", true, null)]
    [InlineData("Fri-Mon 10:00-12:00 UTC", "2026-12-01T11:00:00Z", false, "2026-12-04")]
    public void Hours_are_those_of_their_zone(string hours, string at, bool open, string? opens)
    {
        var words = hours.Split(' ');
        var read = PolicyHours.Read(words[0], words[1], words[2])!;
        var moment = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(hours, read.Text);
        Assert.Equal(open, read.IsOpen(moment));
        if (opens is not null)
            Assert.Equal(opens, read.OpensOn(moment).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>A pattern that is slow for others takes time in proportion to the text here.</summary>
    [Fact]
    public void A_ticket_is_the_whole_of_what_was_typed()
    {
        var ticket = new PolicyTicket("INC[0-9]{3}", null);
        Assert.True(ticket.Fits("INC123"));
        foreach (var wrong in new[] { "", "INC12", "INC1234", " INC123", "INC123\n", "inc123", "xINC123" })
            Assert.False(ticket.Fits(wrong));
        Assert.False(new PolicyTicket("(a+)+b", null).Fits(new string('a', PolicyTicket.Longest)));
        Assert.False(new PolicyTicket(".*", null).Fits(new string('a', PolicyTicket.Longest + 1)));
        Assert.False(new PolicyTicket("A|B", null).Fits("AB"));
    }

    [Theory]
    [InlineData("INC[0-9]{6}", "INC123456")]
    [InlineData("INC[0-9]{3,6}", "INC123")]
    [InlineData("INC[0-9][0-9][0-9]", "INC123")]
    [InlineData(@"^CHG\d+$", "CHG1234")]
    [InlineData(@"(?:INC|REQ)\-[0-9]?", "INC-1")]
    [InlineData("[A-Z]{2}[0-9]{0}", "AB")]
    [InlineData("[a-z]{2}", "ab")]
    [InlineData("[0-9]{70}", "[0-9]{70}")]
    [InlineData("INC[^x]", "INC[^x]")]
    [InlineData("(a(b|c))", "(a(b|c))")]
    public void A_pattern_is_shown_as_a_ticket_that_fits_it_where_one_can_be_made(string pattern, string example)
    {
        var ticket = new PolicyTicket(pattern, null);
        Assert.Equal(example, ticket.Example);
        Assert.Equal(example != pattern, ticket.Fits(example));
    }
}

using System.Collections;
using System.Globalization;
using System.Resources;
using CspBot.Cloud;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>One table says which role a step in a customer's directory needs, and every sentence takes its names from there.</summary>
public sealed class DirectoryRolesTests
{
    private const string Readers = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
    private const string Inviter = "95e79109-95c0-4d8e-aee3-d01accf2d47b";
    private const string Writers = "9360feb5-f418-4baa-8175-e2a00bac4301";
    private const string UserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";
    private const string Application = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
    private const string CloudApplication = "158c047a-c907-4556-b7ef-446551a6b5f7";

    [Theory]
    [InlineData("Read", "Directory Readers", "Lecteurs d’annuaires")]
    [InlineData(
        "Invite",
        "Guest Inviter, Directory Writers or User Administrator",
        "Inviteur d’invités, Rédacteurs d’annuaire ou Administrateur d’utilisateurs")]
    [InlineData(
        "Consent",
        "Application Administrator or Cloud Application Administrator",
        "Administrateur d’application ou Administrateur d’application cloud")]
    public void A_step_names_its_roles_in_both_languages(string step, string english, string french)
    {
        var names = DirectoryRoles.For(Enum.Parse<DirectoryStep>(step)).Select(role => role.Name).ToList();
        Assert.Equal(english, names.Count == 1 ? names[0] : string.Join(", ", names.SkipLast(1)) + " or " + names[^1]);
        Assert.Equal((english, french), (Texts.English["Common.Roles." + step], Texts.French["Common.Roles." + step]));
    }

    [Theory]
    [InlineData(Readers, true, false, false)]
    [InlineData(Inviter, false, true, false)]
    [InlineData(Writers, true, true, false)]
    [InlineData(UserAdministrator, true, true, false)]
    [InlineData(Application, false, false, true)]
    [InlineData(CloudApplication, false, false, true)]
    [InlineData("62e90394-69f5-4237-9190-012177145e10", true, true, true)]
    [InlineData("729827e3-9c14-49f7-bb1b-9608f156bbb8", false, false, false)]
    public void What_a_role_does_for_each_step(string role, bool reads, bool invites, bool consents)
    {
        var held = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { role.ToUpperInvariant() };
        Assert.Equal(
            (reads, invites, consents),
            (DirectoryRoles.Holds(held, DirectoryStep.Read),
                DirectoryRoles.Holds(held, DirectoryStep.Invite),
                DirectoryRoles.Holds(held, DirectoryStep.Consent)));
        Assert.False(DirectoryRoles.Holds(new HashSet<string>(), DirectoryStep.Read));
    }

    /// <summary>
    /// Each name stands once, as <c>Relation.Role.{template id}</c>; what the partner's own people hold in its own directory is another
    /// matter.
    /// </summary>
    private static readonly string[] OfOurDirectory = ["Relation.Role.", "Help.Role.", "Help.RolesNote", "Refusal.NoAgent."];

    [Fact]
    public void No_other_text_names_such_a_role()
    {
        var own = Enum.GetNames<DirectoryStep>().Select(step => "Common.Roles." + step).ToList();
        foreach (var texts in Texts.All)
        {
            var names = own.SelectMany(key => texts[key].Split([", ", " or ", " ou "], StringSplitOptions.None)).ToList();
            Assert.DoesNotContain(
                Written(texts), text =>
                    !own.Contains(text.Key)
                    && !OfOurDirectory.Any(key => text.Key.StartsWith(key, StringComparison.Ordinal))
                    && names.Any(name => text.Value.Contains(name, StringComparison.OrdinalIgnoreCase)));
        }
    }

    /// <summary>The texts as the files hold them, before a quote is filled in.</summary>
    private static IEnumerable<(string Key, string Value)> Written(Texts texts) =>
        from file in Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src", "CspBot", "Resources"), "*.resx")
        let area = Path.GetFileNameWithoutExtension(file)
        where !area.Contains('.', StringComparison.Ordinal)
        let set = new ResourceManager("CspBot.Resources." + area, typeof(Texts).Assembly)
            .GetResourceSet(
                texts.Language == "fr" ? CultureInfo.GetCultureInfo("fr") : CultureInfo.InvariantCulture,
                createIfNotExists: true,
                tryParents: false)!
        from entry in set.Cast<DictionaryEntry>()
        select ($"{area}.{entry.Key}", (string)entry.Value!);
}

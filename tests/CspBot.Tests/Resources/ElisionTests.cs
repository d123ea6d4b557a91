using CspBot.Resources;
using Xunit;

namespace CspBot.Tests.Resources;

/// <summary>French shortens “de” and “que” before a name that begins with a vowel; English has nothing of the kind.</summary>
public sealed class ElisionTests
{
    [Theory]
    [InlineData("Adatum Corporation", "Reprendre la gestion de la licence Visual Studio d’Adatum Corporation")]
    [InlineData("Éclair SARL", "Reprendre la gestion de la licence Visual Studio d’Éclair SARL")]
    [InlineData("😀 Café", "Reprendre la gestion de la licence Visual Studio de 😀 Café")]
    [InlineData("Contoso", "Reprendre la gestion de la licence Visual Studio de Contoso")]
    [InlineData("", "Reprendre la gestion de la licence Visual Studio de ")]
    public void A_name_is_joined_as_it_is_spoken(string customer, string said) =>
        Assert.Equal(said, Texts.French[VisualStudioText.RequestTitle, customer]);
}

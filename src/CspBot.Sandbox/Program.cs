namespace CspBot.Sandbox;

internal static class Program
{
    private static void Main()
    {
    }
}

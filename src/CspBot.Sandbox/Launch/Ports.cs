using System.Net.NetworkInformation;

namespace CspBot.Sandbox;

/// <summary>Looks whether somebody listens on a port of this machine.</summary>
internal static class Ports
{
    public static bool IsTaken(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == port);
}

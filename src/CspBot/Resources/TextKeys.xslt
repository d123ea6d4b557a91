<?xml version="1.0" encoding="utf-8"?>
<!-- One area's texts (a .resx file) as a class of keys: texts[GrantOwnerText.Reason]. TextKeys.targets runs it with every build. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" encoding="utf-8" />
  <xsl:param name="area" />
  <xsl:template match="/root">
    <xsl:text>// &lt;auto-generated/&gt; from the texts of the area: change them there.&#10;</xsl:text>
    <xsl:text>namespace CspBot.Resources;&#10;&#10;</xsl:text>
    <xsl:value-of select="concat('/// &lt;summary>Keys of the texts of ', $area, '.&lt;/summary>&#10;internal static class ', $area, 'Text&#10;{&#10;')" />
    <xsl:for-each select="data">
      <!-- The English sentence, without what means something else in a comment of the code. -->
      <xsl:value-of select="concat('    /// &lt;summary>', translate(normalize-space(value), '&lt;&gt;&amp;', '‹›+'), '&lt;/summary>&#10;')" />
      <xsl:value-of select="concat('    public const string ', translate(@name, '.-', '__'), ' = &quot;', $area, '.', @name, '&quot;;&#10;')" />
    </xsl:for-each>
    <xsl:text>}&#10;</xsl:text>
  </xsl:template>
</xsl:stylesheet>

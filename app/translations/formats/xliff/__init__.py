"""XLIFF, the XML Localization Interchange File Format of OASIS."""

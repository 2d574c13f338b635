"""A photo of a signed sign-in sheet → its page's code and what each row holds; needs the extra ``kiosk[paper]``, knows no database."""
